/**
 * What a broker does with groups that pull or pop, as it is told.
 *
 * RocketMQ `QueryAssignmentProcessor`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { got, isKeeper, refines, takes } from "./broker-taking.ts"

type Assigned = { readonly brokerName: string; readonly queueId: number }

/** The shares of the members, by a strategy. */
const sharesOf = (strategy: string, queues: readonly Assigned[], members: number): readonly (readonly Assigned[])[] => {
  const shares: Assigned[][] = Array.from({ length: members }, () => [])
  const sizes = shares.map((_, i) => Math.floor(queues.length / members) + (i < queues.length % members ? 1 : 0))
  let member = 0
  queues.forEach((queue, i) => {
    if (strategy === "AVG") while (shares[member]?.length === sizes[member]) member++
    shares[strategy === "AVG" ? member : i % members]?.push(queue)
  })
  return shares
}

export const assigned = refines("T26 Assigned", "A member is told which queues it has, of all that there are, and whether to pull or to pop; a group that pops shares them as its operator said.", "RocketMQ QueryAssignmentProcessor", {
  QueryAssignment: takes((b, { request, group, topic, clientId, messageModel, strategyName, queues }) => {
    const { mode, popShareQueueNum: share } = got(b.self.requestModes, `${topic}@${group}`) ?? { mode: "PULL" as const, popShareQueueNum: 0 }
    const tell = (given: readonly Assigned[] | null): void => b.say({ _tag: "ReplyAssignment", request, topic, mode, queues: given })
    if (queues === null) return tell(null)
    const name = ({ brokerName, queueId }: Assigned): string => `${brokerName}/${String(queueId).padStart(9, "0")}`
    const all = [...queues].sort((x, y) => (name(x) < name(y) ? -1 : 1))
    if (messageModel === "BROADCASTING") return tell(all)
    const members = (got(b.self.groups, group)?.members ?? []).map((member) => member.clientId)
    if (members.length === 0 || !["AVG", "AVG_BY_CIRCLE"].includes(strategyName)) return tell(null)
    const mine = members.indexOf(clientId)
    const shares = sharesOf(strategyName, all, members.length)
    if (mode === "PULL") return tell(shares[mine] ?? [])
    if (share <= 0 || share >= members.length - 1) return tell([...new Set(all.map(({ brokerName }) => brokerName))].map((brokerName) => ({ brokerName, queueId: -1 })))
    if (mine < 0) return tell([])
    if (members.length > all.length) return tell(all.filter((_, i) => i === mine % all.length))
    tell(Array.from({ length: share + 1 }, (_, i) => shares[(mine + i) % members.length] ?? []).flat())
  }),
  SetMessageRequestMode: takes((b, { request, topic, group, mode, popShareQueueNum }) => {
    if (!isKeeper(b.self)) return b.answer(request, "SYSTEM_BUSY")
    if (topic.startsWith("%RETRY%")) return b.answer(request, "NO_PERMISSION")
    if (!HashMap.has(b.self.topics, topic)) return b.answer(request, "TOPIC_NOT_EXIST")
    if (!/^[\w%|-]{1,255}$/.test(group)) return b.answer(request, "SUBSCRIPTION_GROUP_NOT_EXIST")
    b.self.requestModes = HashMap.set(b.self.requestModes, `${topic}@${group}`, { mode, popShareQueueNum })
    b.say({ _tag: "SaveRequestModes" })
    b.copyTables()
    b.answer(request, "SUCCESS")
  })
})
