/**
 * Is the memory for what a model says (its locals, messages and transitions) nearly used up? The engine would rather stop and say
 * what grew than be ended by the virtual machine, which says nothing.
 *
 * @module
 */
import { getHeapStatistics, setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

/** Parts of the heap's limit: from here on it is looked at closely, and past this, garbage apart, it is full. */
const CLOSE = 0.85
const FULL = 0.75

let collect: (() => void) | undefined

/** Much of what is used may be garbage, so that is collected before anything is said. */
export const isHeapFull = (): boolean => {
  if (part() < CLOSE) return false
  if (collect === undefined) {
    setFlagsFromString("--expose-gc")
    collect = runInNewContext("gc") as () => void
  }
  collect()
  return part() > FULL
}

const part = (): number => {
  const { heap_size_limit: most, used_heap_size: used } = getHeapStatistics()
  return used / most
}
