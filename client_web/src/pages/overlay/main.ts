import { boot } from '../../ui/boot'
import Page from './Page.svelte'
import Projector from './Projector.svelte'

boot(location.pathname.endsWith('/projector') ? Projector : Page)
