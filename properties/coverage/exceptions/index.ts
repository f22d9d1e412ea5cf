import { ofBrokers } from "./brokers.ts"
import { disk } from "./disk.ts"
import type { Exceptions } from "./exceptions.ts"
import { ofGroups } from "./groups.ts"
import { guards } from "./guards.ts"
import { refusals } from "./refusals.ts"

export const exceptions: readonly Exceptions[] = [...refusals, ...ofBrokers, ...ofGroups, ...guards, ...disk]
