/**
 * Which page an address of the site opens. A page is fetched when it is opened: whoever reads a list does
 * not wait for the editor of a bill. A page gets the named parts of its address as properties.
 */

import type { Component } from 'svelte'
import type { PathOf } from '../../ui/page-address'

interface Module {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each page names the properties that its address gives it
  default: Component<any>
}

/** Path → page. Pages with `frame: true` stand in the plain frame; the others bring their own. */
export const ROUTES: Record<PathOf<'index'>, { load: () => Promise<Module>; frame: boolean }> = {
  '/': { load: () => import('./Home.svelte'), frame: false },
  '/how-it-works': { load: () => import('./how/How.svelte'), frame: true },
  '/sign-in': { load: () => import('./SignIn.svelte'), frame: true },
  '/sign-in/link': { load: () => import('./SignInLink.svelte'), frame: true },
  '/outbox': { load: () => import('./Outbox.svelte'), frame: true },
  '/design': { load: () => import('./design/Design.svelte'), frame: false },
  '/enter/{token}': { load: () => import('./Enter.svelte'), frame: true },
  '/processes/{id}': { load: () => import('./process/Process.svelte'), frame: false },
  '/propositions/{id}': { load: () => import('./consultation/Proposition.svelte'), frame: false },
  '/organise': { load: () => import('./process/Mine.svelte'), frame: true },
  '/admin/site': { load: () => import('./admin/SitePage.svelte'), frame: true },
  '/about/{slug}': { load: () => import('./about/About.svelte'), frame: true },
  '/me': { load: () => import('./me/Me.svelte'), frame: true },
  '/me/notifications': { load: () => import('./me/Notifications.svelte'), frame: true },
  '/unsubscribe/{token}': { load: () => import('./me/Unsubscribe.svelte'), frame: true },
  '/processes/{id}/organise': { load: () => import('./process/Organise.svelte'), frame: false },
  '/processes/{id}/presentation': { load: () => import('./presentation/Presentation.svelte'), frame: false },
  '/processes/{id}/presentation/edit': { load: () => import('./presentation/Edit.svelte'), frame: false },
  '/processes/{id}/presentation/history': {
    load: () => import('./presentation/History.svelte'),
    frame: true,
  },
  '/processes/{id}/consultation': {
    load: () => import('./consultation/Consultation.svelte'),
    frame: false,
  },
  '/processes/{id}/overview': { load: () => import('./overview/Overview.svelte'), frame: false },
  '/processes/{id}/propose': { load: () => import('./consultation/Propose.svelte'), frame: false },
  '/processes/{id}/ranking': { load: () => import('./consultation/Ranking.svelte'), frame: false },
  '/processes/{id}/mine': { load: () => import('./consultation/Mine.svelte'), frame: true },
  '/propositions/{id}/edit': { load: () => import('./consultation/Edit.svelte'), frame: false },
  '/propositions/{id}/versions': { load: () => import('./consultation/Versions.svelte'), frame: true },
  '/processes/{id}/bin': { load: () => import('./moderation/Bin.svelte'), frame: true },
  '/processes/{id}/moderation': { load: () => import('./moderation/Desk.svelte'), frame: false },
  '/processes/{id}/register': { load: () => import('./moderation/Register.svelte'), frame: true },
  '/processes/{id}/synthesis': { load: () => import('./synthesis/Synthesis.svelte'), frame: false },
  '/processes/{id}/synthesis/edit': { load: () => import('./synthesis/Edit.svelte'), frame: false },
  '/processes/{id}/panel': { load: () => import('./panel/Panel.svelte'), frame: false },
  '/processes/{id}/panel/apply': { load: () => import('./panel/Apply.svelte'), frame: false },
  '/processes/{id}/panel/organise': { load: () => import('./panel/Organise.svelte'), frame: false },
  '/processes/{id}/panel/answer/{token}': { load: () => import('./panel/Answer.svelte'), frame: true },
  '/processes/{id}/debate': { load: () => import('./debate/Record.svelte'), frame: true },
  '/processes/{id}/bill': { load: () => import('./bill/BillPage.svelte'), frame: false },
  '/processes/{id}/bill/edit': { load: () => import('./bill/Edit.svelte'), frame: false },
  '/processes/{id}/bill/answers': { load: () => import('./bill/Answers.svelte'), frame: false },
  '/processes/{id}/bill/compare': { load: () => import('./bill/Compare.svelte'), frame: false },
  '/processes/{id}/mobilisation': {
    load: () => import('./mobilisation/MobilisationPage.svelte'),
    frame: false,
  },
  '/processes/{id}/data': { load: () => import('./data/Data.svelte'), frame: true },
}
