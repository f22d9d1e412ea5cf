/**
 * A live run to be walked through: its journals are the way that was gone, and every step of it has others.
 *
 * @module
 */
import type { AnyModel } from "../../../../models/engine/model.ts"
import { initialWorld, movesOf, step, type World } from "../../../../models/engine/world.ts"
import type { Tagged } from "../../../../spec/machine.ts"
import type { JournalHead } from "../../../journal/journal.ts"
import { type Happened, liveHead, type LiveRun, stepsOf } from "../../../trace/live.ts"
import type { Action } from "../../../trace/schema.ts"
import { fileLines } from "../../../trace/write.ts"
import { Catalogue } from "../choices.ts"
import { BadRequest } from "../bad-request.ts"
import { Space, type Spot } from "../space.ts"
import type { Explored } from "../spaces.ts"
import type { Line, LiveMessage, LiveNode } from "./node.ts"
import { promised } from "./promises.ts"
import { type LiveAction, type LiveDetail, liveModel, type LiveScript, liveView } from "./world.ts"

/** Events of a run that can be walked through: the last ones. */
const MOST = 2_000

export interface LiveExplored {
  readonly explored: Explored
  /** The way that was gone. */
  readonly path: readonly number[]
  /** Events at its beginning that are left out. */
  readonly skipped: number
}

/** `from`: a directory with journals, or a file. `onEvent` is told how many were read. */
export const liveExplored = (from: string, run: LiveRun, onEvent: (n: number) => void = () => {}, most = MOST): LiveExplored => {
  const happened: Action[] = []
  for (const { action } of run.steps) {
    happened.push(action)
    onEvent(happened.length)
  }
  const lines = run.nodes.map((node) => happened.filter(({ at }) => at === node).map((action) => lineOf(action, run.mutant)))
  const script: LiveScript = { name: from, nodes: run.nodes, lines, ...(run.mutant === undefined ? {} : { mutant: run.mutant }) }
  const whole = liveModel(script)
  const skipped = Math.max(0, happened.length - most)
  let world = initialWorld(whole)
  for (const action of happened.slice(0, skipped)) world = made(whole, world, action)
  const model = liveModel(script, world)
  const about = `a live run, from its journals${skipped === 0 ? "" : `: its last ${most.toLocaleString("en")} events of ${happened.length.toLocaleString("en")}`}`
  const space = new Space({ name: from, mode: "live", about, properties: promised, view: liveView(script) }, model)
  const path: number[] = []
  for (const action of happened.slice(skipped)) {
    const spot = space.at(path)
    const index = space.offersAt(spot).findIndex(({ move }) => isMade(run.nodes, move as LiveMove, action))
    if (index < 0) throw new Error(`${from}: step ${action.n} (${action.text}) cannot be followed`)
    path.push(index)
  }
  return { explored: { space, catalogue: new Catalogue(space), save: (spots) => saved(from, run, spots, skipped) }, path, skipped }
}

const lineOf = ({ at, kind, action, cause }: Action, mutant: string | undefined): Line =>
  kind === "start"
    ? { start: { journal: "rocketproof", version: 1, node: at, ...(mutant === undefined ? {} : { mutant }), ...(action as Pick<JournalHead, "machine" | "life" | "config">) }, delivered: false }
    : { event: action as Tagged, delivered: cause !== undefined }

type LiveMove = { readonly kind: "act"; readonly slot: number; readonly action: LiveAction } | { readonly kind: "deliver" | "lose" | "duplicate"; readonly slot: number; readonly message: LiveMessage }

/** Is this move what happened? */
const isMade = (nodes: readonly string[], move: LiveMove, { at, kind, action, cause }: Action): boolean => {
  if (nodes[move.slot] !== at) return false
  if (cause !== undefined) return move.kind === "deliver" && JSON.stringify(move.message.content) === JSON.stringify(action)
  if (move.kind !== "act") return false
  return kind === "start" ? move.action.do === "begin" : move.action.do === "take" && JSON.stringify(move.action.event) === JSON.stringify(action)
}

const made = (model: AnyModel, world: World, action: Action): World => {
  for (const { move, position } of movesOf(model, world)) {
    if (!isMade(model.slots, move as LiveMove, action)) continue
    const stepped = step(model, world, move, position)
    if (stepped.kind === "stepped") return stepped.world
  }
  throw new Error(`step ${action.n} (${action.text}) cannot be followed`)
}

/** A way through it as the trace of a live run: messages that were lost leave none, and who crashes begins a new life. */
const saved = (from: string, { nodes, mutant }: LiveRun, spots: readonly Spot[], skipped: number): string => {
  if (skipped > 0) throw new BadRequest(`the first ${skipped} events of the run are left out here, and a trace needs them: rocketproof trace ${from} --format json writes the run as it was`)
  const lives = new Map<string, number>()
  const happened = spots.flatMap(({ last }): readonly Happened[] => {
    if (last === undefined || last.move.kind === "lose") return []
    const { head } = last.outcome.local as LiveNode
    const { began, event, outputs } = last.outcome.detail as LiveDetail
    if (head === null) return []
    if (began) lives.set(head.node, (lives.get(head.node) ?? 0) + 1)
    const alive = { ...head, life: lives.get(head.node) ?? head.life }
    return [...(began ? [{ head: alive, outputs: [] }] : []), ...(event === undefined ? [] : [{ head: alive, event, outputs }])]
  })
  const run: LiveRun = { nodes, ...(mutant === undefined ? {} : { mutant }), steps: stepsOf(nodes, happened) }
  const actions = [...run.steps].map(({ action }) => action)
  return [...fileLines(liveHead(from, run, actions.length), actions)].join("")
}
