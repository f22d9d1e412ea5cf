/**
 * A live run as a model: each node goes along its journal, or does something else at any step, and the rules say what comes of
 * it. The network is that of the models: what is under way may arrive at any time, in any order, or be lost.
 *
 * @module
 */
import type { AnyModel, Model } from "../../../../models/engine/model.ts"
import type { Tagged } from "../../../../spec/machine.ts"
import type { Lane } from "../../../../properties/telling/telling.ts"
import type { View } from "../../../../properties/telling/view.ts"
import { kindOfEvent, notStarted, textOf } from "../../../trace/live.ts"
import { type Kind, kindOf } from "../../../trace/live-machines.ts"
import { begins, crashes, eventsOf, type Line, type LiveMessage, type LiveNode, nextOf, stateOf, takes, type Took, unborn } from "./node.ts"
import { promisesOf } from "./promises.ts"

/** What a node may do by itself. */
export type LiveAction = { readonly do: "begin"; readonly life: number } | { readonly do: "take"; readonly event: Tagged } | { readonly do: "crash" }

/** What a step was, for who writes it down. */
export interface LiveDetail {
  /** A life began with it. */
  readonly began: boolean
  readonly event?: Tagged
  readonly outputs: readonly Tagged[]
}

/** Lines of the journals by node, in the order of `nodes`. */
export interface LiveScript {
  readonly name: string
  readonly nodes: readonly string[]
  readonly lines: readonly (readonly Line[])[]
  readonly mutant?: string
}

export const liveModel = ({ name, nodes, lines, mutant }: LiveScript, initial: Partial<AnyModel["initial"]> = {}): AnyModel => {
  const kinds = lines.map((each): Kind => {
    const machine = each.find(({ start }) => start !== undefined)?.start?.machine ?? ""
    const kind = kindOf({ machine, ...(mutant === undefined ? {} : { mutant }) })
    if (typeof kind === "string") throw new Error(kind)
    return kind
  })
  const kindAt = (slot: number): Kind => kinds[slot] as Kind
  const linesAt = (slot: number): readonly Line[] => lines[slot] as readonly Line[]
  const outcome = ({ node, event, sends, outputs, verdicts }: Took, began = false) => ({ local: node, sends: sends.map(({ to, message }) => ({ to: nodes.indexOf(to), message })).filter(({ to }) => to >= 0), verdicts, detail: { began, event, outputs } satisfies LiveDetail })

  const model: Model<LiveNode, LiveMessage, LiveAction, unknown> = {
    name,
    slots: nodes,
    initial: { locals: nodes.map(() => unborn), ...initial },
    actions: (slot, node) => {
      const next = nextOf(node, linesAt(slot))
      return [
        ...(next?.start === undefined ? [] : [{ do: "begin", life: next.start.life } as const]),
        ...eventsOf(node, linesAt(slot)).map((event) => ({ do: "take", event }) as const),
        ...(node.broker?.running === true ? [{ do: "crash" } as const] : [])
      ]
    },
    act: (slot, node, action) => {
      if (action.do === "begin") {
        const next = nextOf(node, linesAt(slot))
        return next?.start === undefined ? undefined : { local: begins(node, kindAt(slot), next.start), detail: { began: true, outputs: [] } satisfies LiveDetail }
      }
      if (node.head === null) return undefined
      if (action.do === "take") return outcome(takes(node, kindAt(slot), linesAt(slot), action.event))
      const { broker } = node
      return broker === undefined ? undefined : outcome(crashes({ ...node, broker }, kindAt(slot)), true)
    },
    receive: (slot, node, _from, message) => (stateOf(node) === undefined ? undefined : outcome(takes(node, kindAt(slot), linesAt(slot), message.content, message))),
    observe: () => undefined,
    network: { kind: "multiset", lose: [] },
    properties: promisesOf(nodes)
  }
  return model
}

export const liveView = ({ nodes, lines, mutant }: LiveScript): View => {
  const lanes = nodes.map((id): Lane => ({ id, kind: id.startsWith("namesrv") ? "nameServer" : "broker" }))
  const shown = lines.map((each) => kindOf({ machine: each.find(({ start }) => start !== undefined)?.start?.machine ?? "", ...(mutant === undefined ? {} : { mutant }) }))
  return {
    lanes,
    laneOf: (slot) => nodes[slot] as string,
    snapshots: (locals) =>
      (locals as readonly LiveNode[]).map((node, slot) => {
        const [lane, kind] = [nodes[slot] as string, shown[slot]]
        return node.head === null || kind === undefined || typeof kind === "string" ? notStarted(lane) : kind.shown(lane, stateOf(node))
      }),
    did: (move) => {
      const lane = nodes[move.slot] as string
      if (move.kind !== "act") {
        const text = textOf((move.message as LiveMessage).content)
        return move.kind === "lose" ? { kind: "lose", fault: true, text: `${text} from ${nodes[move.from]} to ${lane} is lost` } : { kind: move.kind, fault: move.kind === "duplicate", text: `${lane} receives ${text} from ${nodes[move.from]}` }
      }
      const action = move.action as LiveAction
      if (action.do === "crash") return { kind: "fault", fault: true, text: `${lane} crashes, and starts again with what was written` }
      return action.do === "begin" ? { kind: "operator", fault: action.life > 1, text: `${lane} starts, life ${action.life}` } : { kind: kindOfEvent(action.event, false), fault: false, text: `${lane}: ${textOf(action.event)}` }
    },
    said: (message) => ({ name: (message as LiveMessage).content._tag, text: textOf((message as LiveMessage).content) }),
    noted: (before, after) => (before as readonly LiveNode[]).flatMap(({ parted }, slot) => (!parted && (after[slot] as LiveNode).parted ? [`here ${nodes[slot]} parts from its journal`] : [])),
    fact: (list, element) => `${list}: ${JSON.stringify(element)}`
  }
}
