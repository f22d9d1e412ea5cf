/**
 * Values of a group's states in sentences, for the evidence that properties give.
 *
 * @module
 */
import { entryAt, holdsMessage } from "../../models/world/disk.ts"
import { type Local, nodeAt, type World } from "../../models/world/group.ts"
import { calledIn, listed } from "../telling/view.ts"

/** Names of the nodes of which this is true. */
export const nodesThat = (world: World, locals: readonly Local[], is: (node: ReturnType<typeof nodeAt>) => boolean): readonly string[] => world.nodeSlots.filter((slot) => is(nodeAt(locals, slot))).map((slot) => world.nodes[slot] as string)

/** Nodes that have this entry, in the log or on disk. */
export const holdersOf = (world: World, locals: readonly Local[], { index, term, payload }: { readonly index: number; readonly term: number; readonly payload: string }, onDisk: boolean): readonly string[] =>
  nodesThat(world, locals, ({ disk }) => {
    const entry = entryAt(disk, index)
    return (!onDisk || disk.durable >= index) && entry?.term === term && entry.payload === payload
  })

/** Which messages of these a later leader lacks, or nobody has. */
export const lostIn = (world: World, locals: readonly Local[], acks: readonly { readonly message: string; readonly inTerm: number }[]): readonly string[] =>
  acks.flatMap(({ message, inTerm }) => {
    const holders = nodesThat(world, locals, ({ disk }) => holdsMessage(disk, message))
    const lacking = nodesThat(world, locals, ({ broker, disk }) => broker.raft.role === "LEADER" && broker.raft.term > inTerm && !holdsMessage(disk, message))
    if (holders.length > 0 && lacking.length === 0) return []
    return [
      holders.length === 0
        ? `${message} was answered SEND_OK in term ${inTerm}, and no log has it.`
        : `${message} was answered SEND_OK in term ${inTerm}; ${listed(lacking)}, leader of a later term, does not have it. It is in the log of ${listed(holders)}.`
    ]
  })

/** `m1 of term 1`. */
export const entryText = ({ term, payload }: { readonly term: number; readonly payload: string }): string => `${calledIn(payload)} of term ${term}`
