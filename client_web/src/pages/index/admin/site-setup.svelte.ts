/** The site as its administrators set it up: read anew after each act. */

import type { CommandArgs, SitePageSlug, SiteSetup, SiteText } from '@protocol/messages'
import { Acts } from '../../../state/acts.svelte'
import { act, get } from '../../../wire/api'
import type { Answer } from '../../../wire/client'
import { quietly } from '../../../wire/refused'

export type Language = 'fr' | 'en'

export class SiteWork {
  readonly acts = new Acts()
  data = $state.raw<SiteSetup | null>(null)

  async load(): Promise<SiteWork> {
    this.data = await get('site/setup')
    return this
  }

  change(args: CommandArgs['change_site']): Promise<Answer<'change_site'> | null> {
    return this.#run('settings', () => act('change_site', args))
  }

  write(args: CommandArgs['write_site_page']): Promise<Answer<'write_site_page'> | null> {
    return this.#run(`${args.slug}/${args.locale}`, () => act('write_site_page', args))
  }

  /** A text as it was written last; null if it never was. */
  text(slug: SitePageSlug, locale: Language): SiteText | null {
    return this.data?.view.texts?.find((text) => text.slug === slug && text.locale === locale) ?? null
  }

  draft(slug: SitePageSlug, locale: Language): string {
    return this.data?.drafts.find((one) => one.slug === slug && one.locale === locale)?.body ?? ''
  }

  async #run<A extends Answer>(key: string, ask: () => Promise<A>): Promise<A | null> {
    const answer = await this.acts.run(key, ask)
    await quietly(this.load())
    return answer
  }
}
