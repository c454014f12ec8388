/** The system file with more arguments for one role: some failpoints are passed only by a program started so. Pure. */
import { isSeq, parseDocument } from "yaml";
import { parseSystem, type System } from "../system.js";

/** The comments and the order of the file stay, so that the copy in a case's folder can be read and replayed. */
export function withArguments(system: System, role: string, args: readonly string[]): System {
  const document = parseDocument(system.source.text);
  const command = document.getIn(["roles", role, "command"]);
  if (!isSeq(command)) throw new Error(`${system.source.file}: role ${role} has no command to add to`);
  for (const arg of args) command.add(arg);
  return parseSystem(document.toString({ lineWidth: 0 }), system.source.file, system.folder);
}
