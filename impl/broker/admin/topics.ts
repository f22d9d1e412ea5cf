/**
 * Topics as operators set them up, several at once, and how they are consumed.
 *
 * RocketMQ 5.x `AdminBrokerProcessor.updateAndCreateTopicList`, `QueryAssignmentProcessor.setMessageRequestMode`.
 *
 * @module
 */
import { bodyReader } from "../../remoting/body-reader.ts"
import { RequestCode, ResponseCode } from "../../remoting/codes.ts"
import { RequestError } from "../../remoting/errors.ts"
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

/** Groups pull here, which is what a broker that was told nothing does, too. */
const setMessageRequestMode: Handle = ({ command, reply }) => {
  const body = bodyReader(command)
  const topic = body.text("topic")
  body.text("consumerGroup")
  const mode = body.text("mode")
  if (topic.startsWith("%RETRY%")) return reply(ResponseCode.NO_PERMISSION, { remark: "retry topic is not allowed to set mode" })
  if (mode !== "PULL") throw new RequestError("mode", `SET_MESSAGE_REQUEST_MODE: mode ${JSON.stringify(mode.slice(0, 64))} is not served here. Send PULL.`)
  reply(ResponseCode.SUCCESS)
}

export const topicRequests: { readonly [code: number]: Handle } = {
  [RequestCode.UPDATE_AND_CREATE_TOPIC_LIST]: updateTopics,
  [RequestCode.SET_MESSAGE_REQUEST_MODE]: setMessageRequestMode
}
