/** What is being dragged where editors sort. Everything that dragging does has a menu too. */

class Drag {
  ids = $state.raw<readonly string[]>([])

  start(event: DragEvent, ids: readonly string[]): void {
    this.ids = ids
    event.dataTransfer?.setData('text/plain', ids.join(' '))
    if (event.dataTransfer !== null) event.dataTransfer.effectAllowed = 'move'
  }

  end(): void {
    this.ids = []
  }

  /** For `ondragover`: dropping is allowed while something of this sorting is dragged. */
  over(event: DragEvent): void {
    if (this.ids.length > 0) event.preventDefault()
  }

  /** For `ondrop`: what was dropped; empty for what came from elsewhere. */
  drop(event: DragEvent): readonly string[] {
    event.preventDefault()
    const { ids } = this
    this.end()
    return ids
  }
}

export const drag = new Drag()
