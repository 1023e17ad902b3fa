import { boot } from '../../ui/boot'
import Page from './Page.svelte'

boot(Page)
