/** Asks a person to agree before their first political opinion is kept; fetched only when it is needed. */

import { mount, unmount } from 'svelte'
import type { Answer } from '../wire/client'

let asking: Promise<boolean> | null = null

/** Whether the person agreed; whoever asks while the question stands gets the same answer. */
export function agree(give: (version: string) => Promise<Answer>): Promise<boolean> {
  asking ??= ask(give).finally(() => {
    asking = null
  })
  return asking
}

async function ask(give: (version: string) => Promise<Answer>): Promise<boolean> {
  const { default: ConsentDialog } = await import('./ConsentDialog.svelte')
  return new Promise((resolve) => {
    const dialog = mount(ConsentDialog, {
      target: document.body,
      props: {
        give,
        onend: (agreed: boolean) => {
          void unmount(dialog)
          resolve(agreed)
        },
      },
    })
  })
}
