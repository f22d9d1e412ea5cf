import type { Address } from "../layers/network.ts"
import { formatAddress } from "../layers/network.ts"
import { decodeProperties, encodeProperties, MessageConst } from "../message/properties.ts"
import { RequestCode } from "../remoting/codes.ts"
import { type RemotingCommand, request as newRequest, toExtFields } from "../remoting/command.ts"
import { sendMessage } from "../remoting/requests/send.ts"

/**
 * PUSH_REPLY_MESSAGE_TO_CLIENT (326): an answer, as it was sent, for the client that waits for it.
 *
 * RocketMQ `ReplyMessageProcessor.pushReplyMessage`.
 */
export const pushReplyMessage = (command: RemotingCommand, bornHost: Address, storeHost: Address, now: number): RemotingCommand => {
  const { producerGroup, topic, defaultTopic, defaultTopicQueueNums, queueId, sysFlag, bornTimestamp, flag, properties, reconsumeTimes, unitMode } = sendMessage(command)
  const fields = {
    bornHost: formatAddress(bornHost),
    storeHost: formatAddress(storeHost),
    storeTimestamp: now,
    producerGroup,
    topic,
    defaultTopic,
    defaultTopicQueueNums,
    queueId,
    sysFlag,
    bornTimestamp,
    flag,
    properties: encodeProperties({ ...decodeProperties(properties), [MessageConst.PUSH_REPLY_TIME]: String(now) }, true),
    reconsumeTimes,
    unitMode
  }
  return newRequest(RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT, 0, toExtFields(fields), command.body)
}
