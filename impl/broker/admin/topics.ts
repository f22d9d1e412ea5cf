/**
 * Topics as operators set them up, several at once.
 *
 * RocketMQ 5.x `AdminBrokerProcessor.updateAndCreateTopicList`.
 *
 * @module
 */
import { bodyReader } from "../../remoting/body-reader.ts"
import { RequestCode, ResponseCode } from "../../remoting/codes.ts"
import { topicConfig } from "../../remoting/requests/brokers.ts"
import type { Handle } from "../request-context.ts"

/** One after the other; the first that is refused ends it, and is the answer. */
const updateTopics: Handle = ({ command, take, openInner, reply }) => {
  const topics = bodyReader(command).objects("topicConfigList").map((topic) => topicConfig("", topic))
  const next = (i: number): void => {
    const topic = topics[i]
    if (topic === undefined) return reply(ResponseCode.SUCCESS)
    const { topicName, topicFilterType: _, ...config } = topic
    const request = openInner(({ code, remark }) => (code === ResponseCode.SUCCESS ? next(i + 1) : reply(code, remark === undefined ? {} : { remark: `${topicName.slice(0, 200)}: ${remark}` })))
    take({ _tag: "UpdateAndCreateTopic", request, topic: topicName, config })
  }
  next(0)
}

export const topicRequests: { readonly [code: number]: Handle } = {
  [RequestCode.UPDATE_AND_CREATE_TOPIC_LIST]: updateTopics
}
