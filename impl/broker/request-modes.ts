/**
 * How groups get their messages, as RocketMQ keeps and tells it: by topic, then by group.
 *
 * RocketMQ `MessageRequestModeManager`, `SetMessageRequestModeRequestBody`.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { RequestMode, requestModeKey } from "../../spec/pop/state.ts"
import type { JsonShape } from "../store/json-file.ts"
import { jsonShape } from "../store/json-shape.ts"

const Said = Schema.Struct({ topic: Schema.String, consumerGroup: Schema.String, ...RequestMode.fields })

const File = Schema.Struct({ messageRequestModeMap: Schema.Record(Schema.String, Schema.Record(Schema.String, Said)) })

type Table = readonly (readonly [string, RequestMode])[]

export const requestModeJson = (modes: Table): typeof File.Type => {
  const topics: Record<string, Record<string, typeof Said.Type>> = {}
  for (const [key, mode] of modes) {
    const at = key.indexOf("@")
    const [topic, consumerGroup] = [key.slice(0, at), key.slice(at + 1)]
    topics[topic] = { ...topics[topic], [consumerGroup]: { topic, consumerGroup, ...mode } }
  }
  return { messageRequestModeMap: topics }
}

const modesIn = ({ messageRequestModeMap }: typeof File.Type): Table =>
  Object.entries(messageRequestModeMap).flatMap(([topic, groups]) => Object.entries(groups).map(([group, { mode, popShareQueueNum }]) => [requestModeKey(topic, group), { mode, popShareQueueNum }] as const))

const file = jsonShape(File)

/** `config/messageRequestMode.json`. */
export const requestModesShape: JsonShape<Table> = {
  read: (text) => modesIn(file.read(text)),
  write: (modes) => file.write(requestModeJson(modes))
}
