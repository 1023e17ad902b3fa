/**
 * Pages that a browser translates. A translator takes texts out of the document and puts `<font>` in their place:
 * what this page writes into a text later goes nowhere, and what it takes away stays.
 *
 * So each text is put back, empty, before the translation that stands for it. When the page changes the text, the
 * translation goes, and the translator sees a new text; when the page removes the text, the translation goes too.
 */

/** Keep what is translated alive, from now on. */
export function heedTranslation(root: Node = document.body): void {
  /** What stands for a text, and the other way round. */
  const translations = new Map<Text, Element>()

  const observer = new MutationObserver((records) => {
    for (const [at, record] of records.entries()) {
      if (record.type === 'characterData') drop(record.target)
      for (const node of record.removedNodes) {
        if (node.isConnected) {
          follow(node)
          continue
        }
        const translation = node instanceof Text ? standsFor(node, record, records.slice(at + 1)) : null
        if (translation !== null) keep(node as Text, translation)
        else forget(node)
      }
    }
    // What was done here is no news.
    observer.takeRecords()
  })
  observer.observe(root, { childList: true, characterData: true, subtree: true })

  function keep(text: Text, translation: Element): void {
    translations.get(text)?.remove()
    translations.set(text, translation)
    text.nodeValue = ''
    translation.before(text)
  }

  function drop(text: Node): void {
    if (!(text instanceof Text)) return
    translations.get(text)?.remove()
    translations.delete(text)
  }

  /** The page moved a text. */
  function follow(node: Node): void {
    if (node instanceof Text) node.after(...[translations.get(node)].filter((one) => one !== undefined))
  }

  /** The page took a part of itself away. */
  function forget(node: Node): void {
    for (const [text, translation] of translations) {
      if (text.isConnected || !(node === text || node.contains(text))) continue
      translation.remove()
      translations.delete(text)
    }
  }
}

/** The translation that was put in the place of a text, before or after that was taken out. */
function standsFor(text: Text, record: MutationRecord, later: readonly MutationRecord[]): Element | null {
  if (text.data.trim() === '') return null
  const near = [...record.addedNodes, record.previousSibling, record.nextSibling]
  const found = near.find(isTranslation)
  if (found !== undefined) return found
  for (const { target, addedNodes, nextSibling } of later)
    if (target === record.target && nextSibling === record.nextSibling)
      return [...addedNodes].find(isTranslation) ?? null
  return null
}

function isTranslation(node: Node | null): node is Element {
  return node instanceof Element && node.tagName === 'FONT' && node.isConnected
}
