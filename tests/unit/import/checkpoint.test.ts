import * as ort from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { loadCheckpoint } from '../../../models/diffusion/loaded-checkpoint';
import { readSchedulerConfig } from '../../../models/diffusion/scheduler-config';
import { importedScheduler } from '../../../models/import/checkpoint-scheduler';
import { probeCheckpoint } from '../../../models/import/probe-checkpoint';
import { importing } from '../../../models/store/worker/importing';
import { doubleNetwork, randomNetwork } from '../../fixtures/networks';
import { checkpointFiles, describeFiles } from '../../support/checkpoints';
import { wasmDevice } from '../../support/devices';
import { refusal } from './refusal';

const sd = await checkpointFiles('tiny-sd');
const sdxl = await checkpointFiles('tiny-sdxl');

type Files = ReadonlyMap<string, Blob>;
const without = (files: Files, ...starts: string[]): Files =>
  new Map([...files].filter(([path]) => !starts.some((start) => path.startsWith(start))));
const withJson = (files: Files, path: string, content: object): Files =>
  new Map([...files, [path, new Blob([JSON.stringify(content)])]]);
const withGraph = (files: Files, path: string, bytes: Uint8Array<ArrayBuffer>): Files => new Map([...files, [path, new Blob([bytes])]]);

describe('what a checkpoint says about itself', () => {
  test('of SD', async () => {
    expect(await describeFiles(sd)).toMatchObject({
      tasks: ['create', 'reimagine', 'repaint', 'extend'],
      parts: {
        textEncoders: [{ graph: 'text_encoder/model.onnx', tokenizer: 'tokenizer', f16: false, largestTensor: 49408 * 32 * 4 }],
        denoiser: { graph: 'unet/model.onnx' },
        vaeDecoder: { graph: 'vae_decoder/model.onnx' },
        vaeEncoder: { graph: 'vae_encoder/model.onnx' },
      },
      latents: { channels: 4, scale: 8, scalingFactor: 0.18215 },
      sizes: { width: 512, height: 512, multiple: 64 },
      preview: 'sd',
    });
  });

  test('of SDXL', async () => {
    const { parts, latents, sizes, preview } = await describeFiles(sdxl);
    expect(parts.textEncoders.map(({ tokenizer }) => tokenizer)).toEqual(['tokenizer', 'tokenizer_2']);
    expect({ factor: latents.scalingFactor, width: sizes.width, preview }).toEqual({ factor: 0.13025, width: 1024, preview: 'sdxl' });
  });

  test('what its configurations state goes before what is usual', async () => {
    const stated = withJson(withJson(sd, 'vae/config.json', { scaling_factor: 0.5 }), 'unet/config.json', { sample_size: 96 });
    const { latents, sizes } = await describeFiles(stated);
    expect(latents).toEqual({ channels: 4, scale: 8, scalingFactor: 0.5 });
    expect(sizes).toMatchObject({ width: 768, height: 768 });
  });

  test('without an encoder for pictures it only creates', async () => {
    const { tasks, parts } = await describeFiles(without(sd, 'vae_encoder/'));
    expect(tasks).toEqual(['create']);
    expect(parts.vaeEncoder).toBeUndefined();
  });

  test('its tokenizer may be in the older form', () => {
    const older = new Map([...without(sd, 'tokenizer/tokenizer.json'), ['tokenizer/vocab.json', new Blob(['{}'])], ['tokenizer/merges.txt', new Blob()]]);
    expect(importing.checkpoint([...older.keys()])?.configs).toEqual(['tokenizer/vocab.json', 'tokenizer/merges.txt', 'tokenizer/tokenizer_config.json']);
  });

  test('it may lie in a folder among others', async () => {
    const nested = new Map([...sd].map(([path, blob]) => [`web/tiny/${path}`, blob] as const));
    expect((await describeFiles(nested)).parts.textEncoders[0]).toMatchObject({
      graph: 'web/tiny/text_encoder/model.onnx',
      tokenizer: 'web/tiny/tokenizer',
    });
  });
});

describe('what is no whole checkpoint', () => {
  test.each([
    ['a decoder', without(sd, 'vae_decoder/'), 'vae_decoder/model.onnx'],
    ['a tokenizer', without(sd, 'tokenizer/tokenizer.json'), 'tokenizer/tokenizer.json'],
    ['two parts', without(sd, 'text_encoder/', 'tokenizer/'), 'text_encoder/model.onnx, tokenizer/tokenizer.json, tokenizer/tokenizer_config.json'],
    ['a second encoder', without(sdxl, 'text_encoder_2/'), 'text_encoder_2/model.onnx'],
    ['a second tokenizer', without(sdxl, 'tokenizer_2/'), 'tokenizer_2/tokenizer.json, tokenizer_2/tokenizer_config.json'],
  ])('%s is missing', async (_, files, missing) => {
    expect(await refusal(() => importing.checkpoint([...files.keys()]), 'import-part-missing')).toBe(missing);
  });

  test('a graph by itself, several models, and two checkpoints are none', () => {
    const both = ['a', 'b'].flatMap((top) => [...sd.keys()].map((path) => `${top}/${path}`));
    for (const paths of [['model.onnx'], ['a.onnx', 'b.onnx'], ['unet/model.onnx'], both]) {
      expect(importing.checkpoint(paths), paths.join()).toBeUndefined();
    }
  });

  test('of several graphs in a folder the one with the usual name is taken, and otherwise none', async () => {
    const more = [...sd.keys(), 'unet/model_q4.onnx'];
    expect(importing.checkpoint(more)?.denoiser).toBe('unet/model.onnx');
    const unclear = [...more.filter((path) => path !== 'unet/model.onnx'), 'unet/model_q8.onnx'];
    expect(await refusal(() => importing.checkpoint(unclear), 'import-several-models')).toContain('unet/model_q4.onnx');
  });
});

describe('what cannot be run is refused with its reason and its place', () => {
  test('nodes', async () => {
    expect(await refusal(() => describeFiles(withGraph(sd, 'vae_decoder/model.onnx', doubleNetwork())), 'import-float64')).toMatch(/ \(vae_decoder\/model\.onnx\)$/);
    expect(await refusal(() => describeFiles(withGraph(sd, 'vae_encoder/model.onnx', randomNetwork())), 'import-random')).toMatch(/ \(vae_encoder\/model\.onnx\)$/);
  });

  test('inputs', async () => {
    const decoder = sd.get('vae_decoder/model.onnx') ?? new Blob();
    expect(await refusal(() => describeFiles(new Map([...sd, ['unet/model.onnx', decoder]])), 'import-no-tool')).toBe(
      'unet/model.onnx wants an input that nothing here gives (latent_sample)',
    );
    const denoiser = sd.get('unet/model.onnx') ?? new Blob();
    expect(await refusal(() => describeFiles(new Map([...sd, ['vae_encoder/model.onnx', denoiser]])), 'import-no-tool')).toMatch(/vae_encoder\/model\.onnx wants/);
    expect(await refusal(() => describeFiles(new Map([...sd, ['text_encoder/model.onnx', denoiser]])), 'import-no-tool')).toMatch(/text_encoder\/model\.onnx wants .*sample/);
  });
});

describe('the scheduler of a checkpoint', () => {
  const schedule = { num_train_timesteps: 1000, beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' };

  test('is the one that its file names', () => {
    const file = { _class_name: 'EulerDiscreteScheduler', _diffusers_version: '0.29.0', ...schedule, timestep_spacing: 'trailing' };
    expect(importedScheduler(JSON.stringify(file), false)).toEqual({
      className: 'EulerDiscreteScheduler',
      fields: { ...schedule, timestep_spacing: 'trailing' },
    });
  });

  test('is DPM-Solver++ along the same noise schedule where it is not computed here', () => {
    const pndm = { _class_name: 'PNDMScheduler', ...schedule, skip_prk_steps: true, set_alpha_to_one: false, steps_offset: 1, clip_sample: false, trained_betas: null };
    const { className, fields } = importedScheduler(JSON.stringify(pndm), false);
    expect(className).toBe('DPMSolverMultistepScheduler');
    expect(fields).toEqual({ ...schedule, steps_offset: 1, timestep_spacing: 'leading', trained_betas: null });
    expect(readSchedulerConfig(fields, className)).toMatchObject(schedule);
  });

  test('may say that a bound is infinite', () => {
    const text = JSON.stringify({ _class_name: 'DPMSolverMultistepScheduler', ...schedule, solver_order: 1 }).replace('}', ', "lambda_min_clipped": -Infinity}');
    expect(importedScheduler(text, false).fields).toEqual({ ...schedule, solver_order: 1 });
  });

  test.each([
    ['betas of its own', { _class_name: 'PNDMScheduler', ...schedule, trained_betas: [0.1, 0.2] }],
    ['no signal at the end', { _class_name: 'EulerDiscreteScheduler', ...schedule, rescale_betas_zero_snr: true }],
    ['another way of matching flows', { _class_name: 'FlowMatchHeunDiscreteScheduler', shift: 3 }],
  ])('has no place here with %s', async (_, file) => {
    await refusal(() => importedScheduler(JSON.stringify(file), false), 'scheduler-unsupported');
  });

  test('is that of latent consistency models where the denoiser is told its guidance', () => {
    expect(importedScheduler(undefined, true).className).toBe('LCMScheduler');
    expect(importedScheduler(undefined, false).className).toBe('DPMSolverMultistepScheduler');
  });

  test('tells how many steps there are, and whether anything is guided', async () => {
    const of = async (file: object) => (await describeFiles(withJson(sd, 'scheduler/scheduler_config.json', { ...schedule, ...file }))).defaults;
    expect(await of({ _class_name: 'DDIMScheduler', clip_sample: false })).toMatchObject({ guided: true, steps: { initial: 25 } });
    expect(await of({ _class_name: 'EulerDiscreteScheduler', timestep_spacing: 'trailing' })).toMatchObject({ guided: false, steps: { initial: 4 } });
    expect(await of({ _class_name: 'LCMScheduler' })).toMatchObject({ guided: false, guidance: { initial: 1 } });
  });
});

describe('trying a checkpoint', () => {
  test.each([['SD', sd], ['SDXL', sdxl]] as const)('of %s finds what sides have to be multiples of', async (_, files) => {
    const loaded = loadCheckpoint(ort, await describeFiles(files), files, wasmDevice);
    expect(await probeCheckpoint(loaded)).toEqual({ sideMultiple: 16 });
    await loaded.release();
  });

  test('fails where a part is another one', async () => {
    const model = await describeFiles(sd);
    const odd = new Map([...sd, ['vae_decoder/model.onnx', sd.get('vae_encoder/model.onnx') ?? new Blob()]]);
    await refusal(() => probeCheckpoint(loadCheckpoint(ort, model, odd, wasmDevice)), 'import-run-failed');
  });
});
