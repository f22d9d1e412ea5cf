/** A text with the section between two marks written anew; at its end, where it has none. */
export const withSection = (text: string, begin: string, end: string, section: string): string => {
  const block = `${begin}\n${section}\n${end}`
  const from = text.indexOf(begin)
  const to = text.indexOf(end, from)
  return from < 0 || to < 0 ? `${text.trimEnd()}\n\n${block}\n` : text.slice(0, from) + block + text.slice(to + end.length)
}
