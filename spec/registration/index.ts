import type { Replication } from "../broker/replication.ts"
import { registerTimeout } from "./rules/register-timeout.ts"

/** How a broker makes itself known. */
export const registrationRules = (replication: Replication) => ({
  RegisterTimeout: registerTimeout(replication)
})
