import { float32Tensor, int64Tensor, nodeBytes, valueBytes, type NodeSpec, type ValueSpec } from './graph-builder';
import * as schema from './schema';
import { readNode, readOpset, type ReadNode } from './read-node';
import { readValueInfo } from './value-info';
import { concat, delimited, type Field, WireReader } from './wire';

type Bytes = Uint8Array<ArrayBuffer>;

/** A graph in two: one measures a picture, the other is fed what was measured. */
export interface HeldGraph {
  /** Gives the statistics of what it is fed, and nothing else. */
  measuring: Bytes;
  /** Takes them beside what the graph takes, and gives what the graph gives. */
  applying: Bytes;
  /** Names of the statistics: outputs of the one, inputs of the other, `[1, channels, 1, 1]`. */
  statistics: readonly string[];
}

/** Since this version of the operators, values of different shapes are added without saying so. */
const leastOpset = 7;
/**
 * Operators after which channels are still channels of a picture. A normalisation of anything else, such as groups of channels that a
 * Reshape made, is not one of pictures.
 */
const keepsChannels = new Set([
  'Conv', 'ConvTranspose', 'Add', 'Sub', 'Mul', 'Relu', 'LeakyRelu', 'PRelu', 'Clip', 'Identity', 'Pad', 'Resize', 'Upsample', 'AveragePool', 'MaxPool',
  'InstanceNormalization',
]);
/** No exporter begins a name like this. */
const prefix = 'imaginex_held';
const columns = `${prefix}_columns`;

/**
 * Rewrites a graph that has instance normalisation. It brings each channel to the mean and deviation of the whole picture,
 * so a part of a picture, run alone, would come out with the part's own; here they are measured once and fed to every
 * part. Run one after the other on the same picture, the two graphs give what the graph gives.
 *
 * @returns nothing where there is none, or one of what is no picture, or what it takes is float16, whose squares overflow.
 * @throws WireError when `graph` is no ONNX file
 */
export async function holdStatistics(graph: Bytes): Promise<HeldGraph | undefined> {
  const reader = new WireReader(new Blob([graph]));
  let opset = 0;
  let body: Field | undefined;
  for await (const field of reader.fields(0, reader.size)) {
    if (field.number === schema.model.graph) body = field;
    if (field.number === schema.model.opsetImport) {
      const { domain, version } = await readOpset(reader, field);
      if (domain === '') opset = version;
    }
  }
  if (!body || opset < leastOpset) return undefined;
  const [measuring, applying]: [Bytes[], Bytes[]] = [nodes([shape]), nodes([shape])];
  const statistics: string[] = [];
  /** What made each value. */
  const makers = new Map<string, string>();
  for await (const field of reader.fields(body.from, body.to)) {
    const bytes = graph.slice(field.start, field.to);
    const node = field.number === schema.graph.node ? await readNode(reader, graph, field) : undefined;
    for (const name of node?.outputs ?? []) makers.set(name, node?.name ?? '');
    if (node?.domain === '' && node.name === 'InstanceNormalization') {
      const maker = makers.get(node.inputs[0] ?? '');
      if (maker !== undefined && !keepsChannels.has(maker)) return undefined;
      const [mean, inverse] = ['mean', 'inverse'].map((what) => `${prefix}_${what}_${statistics.length / 2}`);
      if (mean === undefined || inverse === undefined) continue;
      statistics.push(mean, inverse);
      measuring.push(...nodes([...measure(node, mean, inverse), ...apply(node, mean, inverse)]));
      applying.push(...nodes(apply(node, mean, inverse)));
      continue;
    }
    if (field.number === schema.graph.input && (await readValueInfo(reader, field)).value.type === 'float16') return undefined;
    if (field.number !== schema.graph.output) measuring.push(bytes);
    applying.push(bytes);
  }
  if (statistics.length === 0) return undefined;
  const values = statistics.map((name): ValueSpec => ({ name, type: 'float32', dims: [1, undefined, 1, 1] }));
  measuring.push(...values.map((value) => delimited(schema.graph.output, valueBytes(value))));
  applying.push(...values.map((value) => delimited(schema.graph.input, valueBytes(value))));
  const whole = (parts: readonly Bytes[]) =>
    concat(graph.slice(0, body.start), delimited(schema.model.graph, ...parts), graph.slice(body.to));
  return { measuring: whole(measuring), applying: whole(applying), statistics };
}

/** Of scale and bias, `[channels]`, so that they can be multiplied with what has places, too; no initializer, which old files would have to list as an input. */
const shape: NodeSpec = { op: 'Constant', inputs: [], outputs: [columns], attributes: { value: { tensor: int64Tensor('', [4], [1, -1, 1, 1]) } } };

function nodes(specs: readonly NodeSpec[]): Bytes[] {
  return specs.map((spec) => delimited(schema.graph.node, nodeBytes(spec)));
}

function op(name: string, inputs: readonly string[], output: string): NodeSpec {
  return { op: name, inputs, outputs: [output] };
}

/** Mean of each channel, and one over its standard deviation. */
function measure({ inputs, epsilon }: ReadNode, mean: string, inverse: string): NodeSpec[] {
  const [value = ''] = inputs;
  const part = (what: string): string => `${inverse}_${what}`;
  return [
    op('GlobalAveragePool', [value], mean),
    op('Sub', [value, mean], part('centred')),
    op('Mul', [part('centred'), part('centred')], part('square')),
    op('GlobalAveragePool', [part('square')], part('variance')),
    { op: 'Constant', inputs: [], outputs: [part('epsilon')], attributes: { value: { tensor: float32Tensor('', [1], [epsilon]) } } },
    op('Add', [part('variance'), part('epsilon')], part('sum')),
    op('Sqrt', [part('sum')], part('deviation')),
    op('Reciprocal', [part('deviation')], inverse),
  ];
}

/** The normalisation with given statistics: `value · factor + offset` for each channel. */
function apply({ inputs, outputs }: ReadNode, mean: string, inverse: string): NodeSpec[] {
  const [value = '', scale = '', bias = ''] = inputs;
  const [result = ''] = outputs;
  const part = (what: string): string => `${mean}_${what}`;
  return [
    op('Reshape', [scale, columns], part('scale')),
    op('Reshape', [bias, columns], part('bias')),
    op('Mul', [part('scale'), inverse], part('factor')),
    op('Mul', [mean, part('factor')], part('moved')),
    op('Sub', [part('bias'), part('moved')], part('offset')),
    op('Mul', [value, part('factor')], part('scaled')),
    op('Add', [part('scaled'), part('offset')], result),
  ];
}
