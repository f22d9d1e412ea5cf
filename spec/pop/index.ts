import type { Replication } from "../broker/replication.ts"
import { whileDiskWorks } from "../broker/while-disk-works.ts"
import { ackMessage } from "./rules/ack-message.ts"
import { changeMessageInvisibleTime } from "./rules/change-message-invisible-time.ts"
import { checkPointRead } from "./rules/check-point-read.ts"
import { notification } from "./rules/notification.ts"
import { peekMessage } from "./rules/peek-message.ts"
import { pollTimeout } from "./rules/poll-timeout.ts"
import { popMessage } from "./rules/pop-message.ts"
import { popRead } from "./rules/pop-read.ts"
import { queryAssignment } from "./rules/query-assignment.ts"
import { reviveTimeout } from "./rules/revive-timeout.ts"
import { setMessageRequestMode } from "./rules/set-message-request-mode.ts"

/** Messages that the broker hands out, to whoever asks first, for a while. */
export const popRules = (replication: Replication) => ({
  PopMessage: popMessage(replication),
  PopRead: popRead(replication),
  PollTimeout: pollTimeout,
  PeekMessage: peekMessage(replication),
  Notification: notification(replication),
  AckMessage: ackMessage(replication),
  ChangeMessageInvisibleTime: changeMessageInvisibleTime(replication),
  ReviveTimeout: whileDiskWorks(reviveTimeout(replication)),
  CheckPointRead: whileDiskWorks(checkPointRead(replication)),
  QueryAssignment: queryAssignment,
  SetMessageRequestMode: setMessageRequestMode(replication)
})
