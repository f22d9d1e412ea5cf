/**
 * Topics as operators set them up, several at once.
 *
 * RocketMQ 5.x `AdminBrokerProcessor.updateAndCreateTopicList`.
 *
 * @module
 */
import { bodyReader } from "../../remoting/body-reader.ts"
import { RequestCode } from "../../remoting/codes.ts"
import { topicConfig } from "../../remoting/requests/brokers.ts"
import type { Handle } from "../request-context.ts"
import { attributesTable, takesMixed } from "../attributes.ts"
import { inTurn } from "./in-turn.ts"

const updateTopics: Handle = (context) =>
  inTurn(
    context,
    bodyReader(context.command)
      .objects("topicConfigList")
      .map((topic) => topicConfig("", topic))
      .map(({ topicName, readQueueNums, writeQueueNums, perm, topicSysFlag, order, attributes }) => {
        const changes = attributesTable("topic", attributes, takesMixed(context.items))
        return {
          name: topicName,
          event: (request) => ({ _tag: "UpdateAndCreateTopic", request, topic: topicName, config: { readQueueNums, writeQueueNums, perm, topicSysFlag, order }, ...(changes.length === 0 ? {} : { attributes: changes }) })
        }
      })
  )

export const topicRequests: { readonly [code: number]: Handle } = {
  [RequestCode.UPDATE_AND_CREATE_TOPIC_LIST]: updateTopics
}
