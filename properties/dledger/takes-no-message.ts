import type { GroupProperty, World } from "../../models/world/group.ts"
import type { Node } from "../../models/world/node.ts"

type StepBody = Omit<Extract<GroupProperty, { readonly kind: "step" }>, "id">

/** No node of which this is true takes a producer's message into its log. */
export const takesNoMessage = (world: World, isTrue: (node: Node) => boolean): StepBody => ({
  kind: "step",
  concerns: (before, move, { local }) =>
    move.slot < world.faultsSlot &&
    move.kind === "act" &&
    move.action.do === "send" &&
    (before as Node).disk.entries.length !== (local as Node).disk.entries.length &&
    isTrue(before as Node),
  holds: () => false
})
