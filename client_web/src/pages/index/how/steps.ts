/** The sign of each of the six steps. */

import type { Phase } from '@protocol/messages'
import type { IconName } from '../../../ui/icons'

export const STEP_SIGNS: Record<Phase, IconName> = {
  presentation: 'presentation',
  consultation: 'vote',
  synthesis: 'git-merge',
  debate: 'mic',
  bill: 'scale',
  mobilisation: 'megaphone',
}
