/**
 * The signs of the site, of lucide: those that a page shows, and no others. Add one where one is needed.
 *
 * A sign stands beside a word. Alone go only: back, menu, account, share, more, pause, close and search, and
 * each then has an `aria-label` on its button.
 */

import type { Choice } from '@protocol/messages'
import arrowRight from 'lucide-static/icons/arrow-right.svg?raw'
import bell from 'lucide-static/icons/bell.svg?raw'
import chartNoAxesColumn from 'lucide-static/icons/chart-no-axes-column.svg?raw'
import chartScatter from 'lucide-static/icons/chart-scatter.svg?raw'
import check from 'lucide-static/icons/check.svg?raw'
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw'
import chevronLeft from 'lucide-static/icons/chevron-left.svg?raw'
import chevronRight from 'lucide-static/icons/chevron-right.svg?raw'
import chevronUp from 'lucide-static/icons/chevron-up.svg?raw'
import circleHelp from 'lucide-static/icons/circle-help.svg?raw'
import code from 'lucide-static/icons/code.svg?raw'
import download from 'lucide-static/icons/download.svg?raw'
import ellipsis from 'lucide-static/icons/ellipsis.svg?raw'
import equalApproximately from 'lucide-static/icons/equal-approximately.svg?raw'
import fileText from 'lucide-static/icons/file-text.svg?raw'
import flag from 'lucide-static/icons/flag.svg?raw'
import gitMerge from 'lucide-static/icons/git-merge.svg?raw'
import hand from 'lucide-static/icons/hand.svg?raw'
import handHeart from 'lucide-static/icons/hand-heart.svg?raw'
import headphones from 'lucide-static/icons/headphones.svg?raw'
import image from 'lucide-static/icons/image.svg?raw'
import keyboard from 'lucide-static/icons/keyboard.svg?raw'
import lightbulb from 'lucide-static/icons/lightbulb.svg?raw'
import link from 'lucide-static/icons/link.svg?raw'
import list from 'lucide-static/icons/list.svg?raw'
import maximize from 'lucide-static/icons/maximize.svg?raw'
import megaphone from 'lucide-static/icons/megaphone.svg?raw'
import menu from 'lucide-static/icons/menu.svg?raw'
import messagesSquare from 'lucide-static/icons/messages-square.svg?raw'
import mic from 'lucide-static/icons/mic.svg?raw'
import micOff from 'lucide-static/icons/mic-off.svg?raw'
import network from 'lucide-static/icons/network.svg?raw'
import pause from 'lucide-static/icons/pause.svg?raw'
import pencilLine from 'lucide-static/icons/pencil-line.svg?raw'
import play from 'lucide-static/icons/play.svg?raw'
import presentation from 'lucide-static/icons/presentation.svg?raw'
import radio from 'lucide-static/icons/radio.svg?raw'
import scale from 'lucide-static/icons/scale.svg?raw'
import search from 'lucide-static/icons/search.svg?raw'
import send from 'lucide-static/icons/send.svg?raw'
import settings from 'lucide-static/icons/settings.svg?raw'
import share2 from 'lucide-static/icons/share-2.svg?raw'
import slidersHorizontal from 'lucide-static/icons/sliders-horizontal.svg?raw'
import table from 'lucide-static/icons/table.svg?raw'
import thumbsUp from 'lucide-static/icons/thumbs-up.svg?raw'
import timer from 'lucide-static/icons/timer.svg?raw'
import trash2 from 'lucide-static/icons/trash-2.svg?raw'
import triangleAlert from 'lucide-static/icons/triangle-alert.svg?raw'
import userRound from 'lucide-static/icons/user-round.svg?raw'
import usersRound from 'lucide-static/icons/users-round.svg?raw'
import video from 'lucide-static/icons/video.svg?raw'
import videoOff from 'lucide-static/icons/video-off.svg?raw'
import volume2 from 'lucide-static/icons/volume-2.svg?raw'
import volumeX from 'lucide-static/icons/volume-x.svg?raw'
import vote from 'lucide-static/icons/vote.svg?raw'
import x from 'lucide-static/icons/x.svg?raw'

const files = {
  'arrow-right': arrowRight,
  bell,
  'chart-no-axes-column': chartNoAxesColumn,
  'chart-scatter': chartScatter,
  check,
  'chevron-down': chevronDown,
  'chevron-left': chevronLeft,
  'chevron-right': chevronRight,
  'chevron-up': chevronUp,
  'circle-help': circleHelp,
  code,
  download,
  ellipsis,
  'equal-approximately': equalApproximately,
  'file-text': fileText,
  flag,
  'git-merge': gitMerge,
  hand,
  'hand-heart': handHeart,
  headphones,
  image,
  keyboard,
  lightbulb,
  link,
  list,
  maximize,
  megaphone,
  menu,
  'messages-square': messagesSquare,
  mic,
  'mic-off': micOff,
  network,
  pause,
  'pencil-line': pencilLine,
  play,
  presentation,
  radio,
  scale,
  search,
  send,
  settings,
  'share-2': share2,
  'sliders-horizontal': slidersHorizontal,
  table,
  'thumbs-up': thumbsUp,
  timer,
  'trash-2': trash2,
  'triangle-alert': triangleAlert,
  'user-round': userRound,
  'users-round': usersRound,
  video,
  'video-off': videoOff,
  'volume-2': volume2,
  'volume-x': volumeX,
  vote,
  x,
} satisfies Record<string, string>

/** The name of a sign, as lucide calls it. */
export type IconName = keyof typeof files

/** All the names. */
export const ICON_NAMES = Object.keys(files) as IconName[]

/** The sign of each answer to a proposition. */
export const CHOICE_SIGNS: Record<Choice, IconName> = {
  agree: 'check',
  mixed: 'equal-approximately',
  disagree: 'x',
}

/** What is drawn inside the `<svg>` of a sign. */
export function drawing(name: IconName): string {
  const file = files[name]
  return file.slice(file.indexOf('>', file.indexOf('<svg')) + 1, file.lastIndexOf('</svg>'))
}
