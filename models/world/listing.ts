/**
 * Routes, as the world tells them to consumers: which brokers are there, and as what.
 *
 * @module
 */
import { defaults } from "../../spec/broker/config.ts"
import type { RouteData } from "../../spec/name-server/state.ts"
import type { Listed } from "./consumers-bounds.ts"
import { listsOf } from "./faults.ts"
import type { Member } from "./member.ts"

/** Every way in which brokers can be listed: each as what it may be, one master a group at most. */
export const listings = (members: readonly Member[]): readonly (readonly Listed[])[] =>
  listsOf<Listed>(members.length, ["master", "slave", "no"]).filter((listed) =>
    listed.every((is, i) => is !== "master" || listed.every((other, j) => j === i || other !== "master" || members[i]?.brokerName !== members[j]?.brokerName))
  )

/** The route of these brokers, with one queue a group. Without a master a slave is named as one, if one may act for it. */
export const routeOf = (members: readonly Member[], listed: readonly Listed[], actingMaster: boolean): RouteData => {
  const groups = [...new Set(members.filter((_, i) => listed[i] !== "no").map(({ brokerName }) => brokerName))]
  return {
    brokerDatas: groups.map((brokerName) => {
      const there = members.flatMap((member, i) => (listed[i] !== "no" && member.brokerName === brokerName ? [{ name: member.name, id: i + 1, is: listed[i] as Listed }] : []))
      const acts = actingMaster && there.every(({ is }) => is === "slave")
      return { cluster: defaults.brokerClusterName, brokerName, brokerAddrs: Object.fromEntries(there.map(({ name, id, is }, i) => [is === "master" || (acts && i === 0) ? 0 : id, name])) }
    }),
    queueDatas: groups.map((brokerName) => ({ brokerName, readQueueNums: 1, writeQueueNums: 1, perm: 6, topicSysFlag: 0 }))
  }
}
