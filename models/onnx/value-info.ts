import type { GraphValue } from './facts';
import { dimension, type ElementType, elementType, shape, tensorType, type as typeFields, valueInfo } from './schema';
import { type Field, WireError, type WireReader } from './wire';

const maxRank = 64;
/** Sequences of sequences and the like. */
const maxTypeDepth = 8;

/** A ValueInfoProto, with every element type that its type names, at any depth. */
export async function readValueInfo(
  reader: WireReader,
  field: Field,
): Promise<{ value: GraphValue; elements: readonly ElementType[] }> {
  let name = '';
  const elements: ElementType[] = [];
  let found: Tensor | undefined;
  for await (const part of message(reader, field)) {
    if (part.number === valueInfo.name) name = await reader.text(part);
    else if (part.number === valueInfo.type) found = await readType(reader, part, elements, 0);
  }
  return { value: { name, type: found?.type, dims: found?.dims }, elements };
}

/** The fields of a field that has to be a message. */
function message(reader: WireReader, { number, wire, from, to }: Field): AsyncGenerator<Field, void, undefined> {
  if (wire !== 2) throw new WireError(`field ${number} has to be a message`);
  return reader.fields(from, to);
}

type Tensor = Pick<GraphValue, 'type' | 'dims'>;

/** A TypeProto; `undefined` when it is not a dense tensor's. */
async function readType(reader: WireReader, field: Field, elements: ElementType[], depth: number): Promise<Tensor | undefined> {
  if (depth > maxTypeDepth) throw new WireError('types within types too deep');
  let found: Tensor | undefined;
  for await (const part of message(reader, field)) {
    switch (part.number) {
      case typeFields.tensor:
        found = await readTensorType(reader, part, elements);
        break;
      case typeFields.sparse:
        await readTensorType(reader, part, elements);
        break;
      case typeFields.sequence:
      case typeFields.optional:
      case typeFields.map:
        // The element of a sequence or optional is field 1, the value of a map field 2.
        for await (const inner of message(reader, part)) {
          if (inner.wire === 2) await readType(reader, inner, elements, depth + 1);
        }
        break;
    }
  }
  return found;
}

async function readTensorType(reader: WireReader, field: Field, elements: ElementType[]): Promise<Tensor> {
  let type: ElementType | undefined;
  let dims: (number | string | undefined)[] | undefined;
  for await (const part of message(reader, field)) {
    if (part.number === tensorType.elementType) {
      type = elementType(part.value);
      if (type !== undefined) elements.push(type);
    } else if (part.number === tensorType.shape) {
      dims = [];
      for await (const side of message(reader, part)) {
        if (side.number !== shape.dim) continue;
        if (dims.length === maxRank) throw new WireError('too many dimensions');
        dims.push(await readDimension(reader, side));
      }
    }
  }
  return { type, dims };
}

async function readDimension(reader: WireReader, field: Field): Promise<number | string | undefined> {
  let side: number | string | undefined;
  for await (const part of message(reader, field)) {
    // Exporters write 0 or less for a side they do not know.
    if (part.number === dimension.value) side = part.value > 0 ? part.value : undefined;
    else if (part.number === dimension.param) side = (await reader.text(part)) || undefined;
  }
  return side;
}
