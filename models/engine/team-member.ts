/**
 * A thread that takes part in another thread's search: it expands chunks of the level, one after the other, and hands in
 * those of the next.
 *
 * @module
 */
import { isMainThread, type MessagePort, workerData } from "node:worker_threads"
import { Gate } from "./gate.ts"
import { Ledger } from "./ledger.ts"
import type { AnyModel } from "./model.ts"
import { PropertyThrew } from "./properties.ts"
import { Search } from "./search.ts"
import { permutationsOf } from "./symmetry.ts"
import * as C from "./team-control.ts"
import { Words } from "./words.ts"

const modelOf = async ({ module, name, args = [], imports = [] }: C.ModelReference): Promise<AnyModel> => {
  for (const each of imports) await import(each)
  const exported = ((await import(module)) as Readonly<Record<string, unknown>>)[name]
  if (exported === undefined) throw new Error(`workers: ${module} exports no "${name}"`)
  return (typeof exported === "function" ? (exported as (...args: readonly unknown[]) => unknown)(...args) : exported) as AnyModel
}

const serve = async (hiring: C.Hiring): Promise<C.Farewell> => {
  const { member } = hiring
  const control = new Int32Array(hiring.control)
  const lists = new Int32Array(hiring.lists)
  const figures = new Float64Array(hiring.figures).subarray(member * C.FIGURES, (member + 1) * C.FIGURES)
  const model = await modelOf(hiring.model)
  if (model.name !== hiring.modelName) throw new Error(`workers: the module makes the model ${model.name}, and the search is of ${hiring.modelName}`)
  const search = new Search(model, permutationsOf(model, hiring.symmetry), { ...hiring, control })
  const ledger = new Ledger(new Words(hiring.ledger), search.transitions, new Gate(control), (id, found) => search.decisions.note(id, found))
  ledger.catchUp()
  ledger.follow()
  const { frontier, decisions } = search
  let level = Atomics.load(control, C.LEVEL)
  Atomics.add(control, C.READY, 1)
  Atomics.notify(control, C.READY)
  for (;;) {
    Atomics.wait(control, C.LEVEL, level, 1000)
    if (Atomics.load(control, C.QUIT) === 1) return { calls: search.transitions.calls }
    if (Atomics.load(control, C.LEVEL) === level) continue
    level = Atomics.load(control, C.LEVEL)
    ledger.catchUp()
    search.joinLevel()
    const known = decisions.known()
    for (const chunk of search.chunks(lists)) {
      frontier.open(chunk)
      while (search.expansion.some());
      frontier.release(chunk)
      search.publish(figures)
    }
    // Before it is done: who waits for that reads all of it.
    const news = decisions.known().slice(known.length)
    if (news.length > 0) ledger.alone(() => news.forEach(([id, found]) => ledger.found(id, found)))
    search.handIn(lists)
    Atomics.add(control, C.DONE, 1)
    Atomics.notify(control, C.DONE)
  }
}

/** What an error loses on the way to another thread is told apart from it. */
const farewellOf = (error: unknown): C.Farewell =>
  error instanceof PropertyThrew ? { property: error.property, message: error.cause instanceof Error ? error.cause.message : String(error.cause), found: error.found } : { error }

if (!isMainThread) {
  const hiring = workerData as C.Hiring & { readonly port: MessagePort }
  const control = new Int32Array(hiring.control)
  try {
    hiring.port.postMessage(await serve(hiring))
  } catch (error) {
    hiring.port.postMessage(farewellOf(error))
    Atomics.add(control, C.FAILED, 1)
    Atomics.notify(control, C.DONE)
  }
}
