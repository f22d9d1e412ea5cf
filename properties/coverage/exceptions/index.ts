import { ofBrokers } from "./brokers.ts"
import type { Exceptions } from "./exceptions.ts"
import { refusals } from "./refusals.ts"

export const exceptions: readonly Exceptions[] = [...refusals, ...ofBrokers]
