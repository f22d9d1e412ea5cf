/**
 * What the gallery shows: every witness of {@link admitted} that is reached, and a dozen bugs, three a mode.
 *
 * @module
 */
import { explore } from "../../../../models/engine/index.ts"
import type { AnyModel } from "../../../../models/engine/model.ts"
import type { PropertyResult, Trace } from "../../../../models/engine/result.ts"
import { admitted } from "../../../../properties/admitted.ts"
import { mutants } from "../../../../properties/mutants/index.ts"
import { type Mutant, modelWith } from "../../../../properties/mutants/mutant.ts"
import { mutantPins, pins } from "../../../../properties/pins.ts"
import { type Suite, suiteOf } from "../../../../properties/suites.ts"
import { noReturn, noReturnText } from "../../../../properties/telling/no-return.ts"
import { tell } from "../../../../properties/telling/tell.ts"
import type { Telling } from "../../../../properties/telling/telling.ts"

export interface Entry {
  /** Its page and its picture are called so. */
  readonly slug: string
  /** `W1`; of a bug its name; `–` for a witness without a number. */
  readonly id: string
  /** What happens, in plain words. */
  readonly title: string
  /** Modes and settings that the title is about, where it names any. */
  readonly where?: string
  readonly suite: Suite
  /** Id of the witness, or of the promise that the bug breaks. */
  readonly property: string
  readonly mutant?: Mutant
  /** Steps of the shortest run, as last measured. */
  readonly steps: number
}

/** A run as the gallery shows it. */
export interface Shown {
  readonly telling: Telling
  readonly trace: Trace
}

const BUGS: readonly string[] = [
  // multi-master: persistence, locks, routes
  "ack-before-flush",
  "locks-outlive-master",
  "silent-broker-stays",
  // async-replication: what a slave copies, and offsets
  "slave-appends-anywhere",
  "offset-rollback-master-restart",
  "commits-before-processed",
  // sync-double-write: acks
  "slave-ahead-ack",
  "success-like-status-as-ack",
  "slave-acks-unflushed",
  // dledger: voting, commit, truncation
  "quorum-is-half",
  "commit-old-term-by-count",
  "append-truncates-matching-suffix"
]

const slugOf = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")

/** With its mode, which the topics of DLedger's models leave out. */
const topicOf = ({ mode, topic }: Suite): string => (topic.startsWith(mode) ? topic : `${mode}/${topic}`)

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const stepsOf = (of: string, steps: number | undefined): number => {
  if (steps === undefined) throw new Error(`gallery: ${of} is not pinned: run check or mutants with --pin`)
  return steps
}

/** `mode, setting: what happens` in its two parts. */
const partsOf = (what: string): Pick<Entry, "title" | "where"> => {
  const colon = what.indexOf(": ")
  return colon < 0 ? { title: capitalised(what) } : { title: capitalised(what.slice(colon + 2)), where: what.slice(0, colon) }
}

const witnesses: readonly Entry[] = admitted.flatMap(({ id, what, model, property, unreachable }): readonly Entry[] => {
  if (unreachable === true) return []
  const suite = suiteOf(model)
  return [{ slug: slugOf(`${topicOf(suite)} ${property.replace(/^W\d+ /, "")}`), id, ...partsOf(what), suite, property, steps: stepsOf(what, pins[suite.name]?.witnesses[property]) }]
})

const bugs: readonly Entry[] = BUGS.map((id) => {
  const mutant = mutants.find((each) => each.id === id)
  if (mutant === undefined) throw new Error(`gallery: there is no mutant "${id}"`)
  return { slug: `bug-${id}`, id, title: mutant.rule.replace(/\.$/, ""), suite: suiteOf(mutant.model), property: mutant.property, mutant, steps: stepsOf(id, mutantPins[id]) }
})

export const entries: readonly Entry[] = [...witnesses, ...bugs]

/** Throws if the run is not found any more. */
export const shown = ({ suite, property: id, mutant, title }: Entry): Shown => {
  const model = mutant === undefined ? suite.model() : modelWith(suite, mutant)
  const found = explore(model, { stopAt: [id] }).properties.find((property) => property.id === id)
  if (found?.trace === undefined) throw new Error(`gallery: ${suite.name} does not come to ${id} (${title})`)
  return { trace: found.trace, telling: { ...tell(suite, found, found.trace, { model, ...(mutant === undefined ? {} : { mutant: mutant.id }) }), ...turningPoint(suite, model, found, found.trace) } }
}

/** A witness has something to be avoided only where it takes a fault. */
const turningPoint = (suite: Suite, model: AnyModel, { id, verdict }: PropertyResult, trace: Trace): Pick<Telling, "noReturn"> => {
  if (verdict !== "violated" && !trace.steps.some(({ move }) => suite.view.did(move).kind === "fault")) return {}
  const found = noReturn(model, suite.view, id, trace)
  return found === undefined ? {} : { noReturn: noReturnText(found, suite.view, trace) }
}
