import { boot } from '../../ui/boot'
import { here } from '../../ui/page-address'
import Page from './Page.svelte'
import Projector from './Projector.svelte'

boot(here('overlay').path === '/debates/{id}/projector' ? Projector : Page)
