/**
 * A DLedger group that has a leader when a model begins.
 *
 * @module
 */
import { type BrokerPacket, type MemberNode, receiveAt, type Steps, takeAt } from "./member.ts"
import { cancel, type NodeOptions } from "./node.ts"

/** A group of which the first member has become leader, with every message delivered. */
export const elected = (node: NodeOptions, names: readonly string[], members: readonly MemberNode[]): readonly MemberNode[] => {
  const now = [...members]
  const underWay: { readonly from: string; readonly to: string; readonly packet: BrokerPacket }[] = []
  const keep = (slot: number, { member, packets }: Steps): void => {
    now[slot] = member
    underWay.push(...packets.map(({ to, packet }) => ({ from: names[slot] as string, to, packet })))
  }
  const timer = { _tag: "ElectionTimeout" } as const
  const first = members[0] as MemberNode
  keep(0, takeAt(node, { ...first, timers: cancel(first.timers, timer) }, timer))
  for (let sent = underWay.shift(); sent !== undefined; sent = underWay.shift()) {
    const slot = names.indexOf(sent.to)
    keep(slot, receiveAt(node, now[slot] as MemberNode, sent.from, sent.packet))
  }
  return now
}
