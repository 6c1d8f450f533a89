import { standard } from './graph-walk';
import * as schema from './schema';
import { type Field, WireError, type WireReader } from './wire';

/** What of a node is needed to put others in its place. */
export interface ReadNode {
  domain: string;
  name: string;
  inputs: readonly string[];
  outputs: readonly string[];
  /** Of a normalisation; else the default. */
  epsilon: number;
}

/** As the operators' standard has it. */
const defaultEpsilon = 1e-5;

/**
 * @param bytes of the file that `reader` reads.
 * @throws WireError when the field is no NodeProto
 */
export async function readNode(reader: WireReader, bytes: Uint8Array, { wire, from, to }: Field): Promise<ReadNode> {
  if (wire !== 2) throw new WireError('a node is a message');
  let [domain, name] = ['', ''];
  let epsilon = defaultEpsilon;
  const inputs: string[] = [];
  const outputs: string[] = [];
  for await (const field of reader.fields(from, to)) {
    if (field.number === schema.node.input) inputs.push(await reader.text(field));
    else if (field.number === schema.node.output) outputs.push(await reader.text(field));
    else if (field.number === schema.node.opType) name = await reader.text(field);
    else if (field.number === schema.node.domain) domain = standard(await reader.text(field));
    else if (field.number === schema.node.attribute) epsilon = (await readEpsilon(reader, bytes, field)) ?? epsilon;
  }
  return { domain, name, inputs, outputs, epsilon };
}

async function readEpsilon(reader: WireReader, bytes: Uint8Array, { from, to }: Field): Promise<number | undefined> {
  let name = '';
  let value: number | undefined;
  for await (const field of reader.fields(from, to)) {
    if (field.number === schema.attribute.name) name = await reader.text(field);
    if (field.number === schema.attribute.f && field.wire === 5) {
      value = new DataView(bytes.buffer, bytes.byteOffset + field.from, 4).getFloat32(0, true);
    }
  }
  return name === 'epsilon' ? value : undefined;
}

/** An OperatorSetIdProto. @throws WireError when the field is none */
export async function readOpset(reader: WireReader, { wire, from, to }: Field): Promise<{ domain: string; version: number }> {
  if (wire !== 2) throw new WireError('an operator set is a message');
  const set = { domain: '', version: 0 };
  for await (const field of reader.fields(from, to)) {
    if (field.number === schema.opset.domain) set.domain = standard(await reader.text(field));
    else if (field.number === schema.opset.version) set.version = field.value;
  }
  return set;
}
