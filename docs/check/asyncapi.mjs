// Parses an AsyncAPI document with the reference parser and prints what it finds. Errors and warnings fail.
import { Parser, fromFile } from '@asyncapi/parser';

const severities = ['error', 'warning', 'info', 'hint'];
const path = process.argv[2];
const parser = new Parser();
const { document, diagnostics } = await fromFile(parser, path).parse();
for (const d of diagnostics) {
  console.log(`${path}:${d.range.start.line + 1}: ${severities[d.severity]}: ${d.code}: ${d.message} (${d.path.join('/')})`);
}
if (!document || diagnostics.some((d) => d.severity < 2)) {
  process.exit(1);
}
console.log(`${path}: AsyncAPI ${document.version()}, ${document.channels().length} channels, ${document.operations().length} operations, ${document.messages().length} messages`);
