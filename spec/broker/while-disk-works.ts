import type { Rule, Tagged } from "../machine.ts"
import type { Broker } from "./state.ts"

/**
 * The rule, for a broker that has read its disk and can still write to it. One that cannot is silent towards its peers: any
 * promise it made might not survive a restart.
 */
export const whileDiskWorks = <E extends Tagged, O, V extends string>(
  rule: Rule<Broker, E, O, V>
): Rule<Broker, E, O, V | "disk does not work"> =>
  Object.assign((self: Broker, event: E) => (works(self) ? rule(self, event) : ([self, []] as const)), {
    event: rule.event,
    verdicts: [...rule.verdicts, "disk does not work" as const],
    verdict: (self: Broker, event: E) => (works(self) ? rule.verdict(self, event) : ("disk does not work" as const))
  })

const works = (self: Broker): boolean => self.running && !self.diskFailed
