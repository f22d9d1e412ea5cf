/**
 * What clients were told that no append-only list would have told them.
 *
 * @module
 */
import type { ListHistory } from "../../models/world/list-history.ts"

export const brokenList = ({ broken, length, open }: ListHistory): readonly string[] =>
  broken === null
    ? []
    : [`${broken}.`, `Of what clients had been told before, it follows that the queue had ${length} ${length === 1 ? "message" : "messages"}${open.length > 0 ? `; ${open.map(([operation]) => operation).join(", ")} had no answer yet` : ""}.`]
