import { asyncReplication } from "./async-replication.ts"
import { dledger } from "./dledger.ts"
import { multiMaster } from "./multi-master.ts"
import { syncDoubleWrite } from "./sync-double-write.ts"

/** The four cluster modes (A1), by their names. */
export const modes = { "multi-master": multiMaster, "async-replication": asyncReplication, "sync-double-write": syncDoubleWrite, dledger } as const

export type Mode = keyof typeof modes
