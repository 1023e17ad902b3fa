/** A page with the player alone, for its tests in a browser: `?mode=live|replay`, debate `d1`. */

import { mount } from 'svelte'
import '../../styles/base.css'
import Player from '../Player.svelte'

const mode = new URLSearchParams(location.search).get('mode') === 'replay' ? 'replay' : 'live'
const target = document.getElementById('stand') ?? document.body
mount(Player, { target, props: { debate: 'd1', mode, caption: 'Bonjour' } })
