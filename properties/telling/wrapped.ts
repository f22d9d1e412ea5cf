/**
 * Text in lines of some width.
 *
 * @module
 */

/** Broken between words; a word that is longer than a line is broken in itself. `indent` begins the second line and those behind it. */
export const wrapped = (text: string, width: number, indent = ""): readonly string[] => {
  const lines: string[] = []
  let line = ""
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`
    if (longer.length <= width || line === "") line = longer
    else {
      lines.push(line)
      line = indent + word
    }
    while (line.length > width) {
      lines.push(line.slice(0, width))
      line = indent + line.slice(width)
    }
  }
  return [...lines, line]
}
