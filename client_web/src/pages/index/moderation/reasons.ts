/** The reasons for which a text is reported or binned, in the order they are offered. */

import type { ReportReason } from '@protocol/messages'

export const REASONS: readonly ReportReason[] = ['abusive', 'offending', 'spam', 'error', 'off_topic']
