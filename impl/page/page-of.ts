/**
 * A trace that was read, as a page.
 *
 * @module
 */
import type { Telling } from "../../properties/telling/telling.ts"
import type { ReadTrace } from "../trace/replay.ts"
import { goodRunOf } from "./good-run.ts"
import { oneFile } from "./one-file.ts"

export const pageOf = (read: ReadTrace, telling: Telling): string => oneFile(telling, goodRunOf(read))
