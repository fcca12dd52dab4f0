import { Failure } from '@house-style/protocol/failure';
import { pretrainedModelPath } from '@house-style/model/pretrained/pretrained';
import { type Command, Option } from 'commander';
import { deviceKinds } from '@house-style/protocol/device-kind';
import { splits } from '@house-style/corpus/split';
import { schedules } from '../options/schedule';
import type { TrainingOptions } from '../options/options';
import { train } from '../run/train';
import { withPreset } from '../options/preset';
import { presetNamed } from '../options/presets';
import type { Invocation } from './invocation';
import { trainRequest } from '@house-style/protocol/settings';
import { excludeOption, numberOption, parseWidths, rangedOption } from './option-values';
import { optionsFromStdin, readOptions } from './options-from-stdin';
import { whenReaderLeaves } from './output';
import { productVersion } from '../product-version';
import { jsonReport, terminalReport } from './training-report';

interface TrainFlags {
  optionsFromStdin?: boolean;
  out?: string;
  preset?: string;
  resume?: boolean;
  from?: string;
  pretrained: boolean;
  json?: boolean;
  explain?: boolean;
  fast?: boolean;
  balanced?: boolean;
  best?: boolean;
  minutes?: number;
  epochs?: number;
  seed?: number;
  split?: TrainingOptions['split'];
  lowerCase?: boolean;
  cell?: TrainingOptions['cell'];
  input?: TrainingOptions['input'];
  context?: number;
  layers?: number;
  hidden?: number[];
  embedding?: number;
  dropout?: number;
  batch?: number;
  window?: number;
  optimiser?: TrainingOptions['optimiser'];
  learningRate?: number;
  schedule?: TrainingOptions['schedule'];
  warmUp?: number;
  weightDecay?: number;
  clipNorm?: number;
  outputGain?: number;
  averaging?: number;
  patience?: number;
  engine: string;
  device: 'auto' | (typeof deviceKinds)[number];
  threads?: number;
  checkpointSeconds: number;
  exclude?: string[];
  maxFileSize?: number;
}

export function addTrain(program: Command, invocation: Invocation): void {
  program
    .command('train')
    .description('Train a model on the code in a folder.')
    .argument('[folder]', 'folder of code; with --split tail perhaps one text')
    .option('--out <model>', 'model file to write, such as model.onnx')
    .addOption(numberOption('--minutes <minutes>', 'train for so long (default: 10)').conflicts('epochs'))
    .addOption(numberOption('--epochs <epochs>', 'train for so many passes over the code'))
    .addOption(
      new Option(
        '--fast',
        'a small network, quick in every completion too; 2 minutes where not told otherwise',
      ).conflicts(['balanced', 'best']),
    )
    .addOption(new Option('--balanced', 'up to 512 units; 10 minutes (default)').conflicts('best'))
    .option('--best', 'up to 1024 units; 40 minutes')
    .option('--explain', 'say why this network was chosen')
    .option('--preset <preset>', 'a published set-up, as `housestyle presets` lists them; other options go before it')
    .option('--resume', 'go on with the run that was stopped, from its checkpoint beside the model file')
    .addOption(
      new Option('--from <model>', 'start from the weights of this model, whose network it takes').conflicts('resume'),
    )
    .option('--no-pretrained', 'start from nothing, not from the network that comes with House Style')
    .addOption(numberOption('--seed <seed>', 'for everything random (default: 1)'))
    .optionsGroup('Network:')
    .addOption(
      new Option('--cell <cell>', 'recurrent cell, or how a fixed context is read (default: lstm)').choices([
        ...['lstm', 'gru', 'rnn', 'sum', 'concatenation'],
      ]),
    )
    .addOption(new Option('--input <input>', '(default: embedding)').choices(['embedding', 'one-hot']))
    .addOption(numberOption('--context <characters>', 'that --cell sum and concatenation see (default: 8)'))
    .addOption(rangedOption('--layers <layers>', '(default: 1)', { from: 1, to: 4, whole: true }))
    .addOption(
      new Option('--hidden <units>', 'units a layer, or of each as 1000,800 (default: 512)').argParser(parseWidths),
    )
    .addOption(numberOption('--embedding <length>', 'numbers that stand for a character (default: 64)'))
    .addOption(numberOption('--dropout <probability>', 'of leaving a unit out while training'))
    .optionsGroup('Training:')
    .addOption(numberOption('--batch <streams>', 'texts read side by side'))
    .addOption(numberOption('--window <characters>', 'how far back gradients flow'))
    .addOption(new Option('--optimiser <optimiser>', '(default: adamw)').choices(['adamw', 'rmsprop', 'sgd']))
    .addOption(numberOption('--learning-rate <rate>', 'the highest of the run'))
    .addOption(new Option('--schedule <schedule>', 'of the learning rate (default: cosine)').choices(schedules))
    .addOption(numberOption('--warm-up <steps>', 'over which the learning rate rises'))
    .addOption(numberOption('--weight-decay <factor>', ''))
    .addOption(numberOption('--clip-norm <norm>', 'longest gradient'))
    .addOption(numberOption('--output-gain <factor>', "on the output layer's rate and first weights"))
    .addOption(numberOption('--averaging <decay>', 'of the moving average of the weights; 0 for none'))
    .addOption(numberOption('--patience <validations>', 'without improvement, then stop; 0 to go on'))
    .optionsGroup('Corpus:')
    .addOption(new Option('--split <split>', 'what is held out: whole files, or every text’s end').choices(splits))
    .option('--lower-case', 'read all letters in lower case')
    .addOption(excludeOption())
    .addOption(
      rangedOption('--max-file-size <megabytes>', 'leave out larger files', { from: 0.001, to: 1024, whole: false }),
    )
    .optionsGroup('Machine:')
    .addOption(new Option('--engine <engine>', 'what runs the training').default('auto'))
    .addOption(new Option('--device <device>', '').choices(['auto', ...deviceKinds]).default('auto'))
    .addOption(rangedOption('--threads <threads>', '(default: all cores)', { from: 1, to: 1024, whole: true }))
    .addOption(
      rangedOption('--checkpoint-seconds <seconds>', 'between two checkpoints', {
        from: 0,
        to: 86_400,
        whole: false,
      }).default(60),
    )
    .optionsGroup('Output:')
    .option('--json', 'print one JSON event a line')
    .addOption(optionsFromStdin().conflicts(['out', 'exclude', 'resume', 'minutes', 'epochs', 'pretrained', 'device']))
    .action(async (folder: string | undefined, flags: TrainFlags) => {
      await run(await requestOf(folder, flags), invocation);
    });
}

type Request = TrainFlags & { readonly folder: string; readonly out: string };

async function requestOf(folder: string | undefined, flags: TrainFlags): Promise<Request> {
  if (flags.optionsFromStdin) {
    if (folder !== undefined) throw new Failure('usage', 'With --options-from-stdin the folder is named there.');
    const request = await readOptions(trainRequest);
    const { minutes, exclude = [], resume = false, pretrained = true, device = 'auto' } = request;
    const given = { exclude, resume, pretrained, device, ...(minutes !== undefined && { minutes }) };
    return { ...flags, ...given, folder: request.folder, out: request.out };
  }
  if (folder === undefined) throw new Failure('usage', 'Name the folder of code to train on.');
  if (flags.out === undefined) throw new Failure('usage', 'Name the model file to write: --out model.onnx.');
  return { ...flags, folder, out: flags.out };
}

async function run({ folder, ...flags }: Request, { stop }: Invocation): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) whenReaderLeaves(stream, () => undefined);
  const report = flags.json ? jsonReport() : terminalReport({ explain: flags.explain ?? false });
  const given = givenOptions(flags);
  try {
    await train(
      {
        folder,
        model: flags.out,
        options: flags.preset === undefined ? given : withPreset(presetNamed(flags.preset), given),
        resume: flags.resume ?? false,
        ...(flags.from !== undefined && { from: flags.from }),
        ...(flags.pretrained && flags.preset === undefined && { pretrained: pretrainedModelPath }),
        corpus: {
          ...(flags.exclude && { exclude: flags.exclude }),
          ...(flags.maxFileSize !== undefined && { maximumFileBytes: Math.round(flags.maxFileSize * 2 ** 20) }),
        },
        engine: {
          engine: flags.engine,
          program: process.argv[1],
          device: flags.device,
          ...(flags.threads !== undefined && { threads: flags.threads }),
        },
        effort: flags.fast ? 'fast' : flags.best ? 'best' : 'balanced',
        checkpointSeconds: flags.checkpointSeconds,
        productVersion,
      },
      report.event.bind(report),
      stop.signal,
    );
  } finally {
    report.close();
  }
}

/** The options that were given, no others, so that a resumed run can compare them with its own. */
function givenOptions(flags: TrainFlags): Partial<TrainingOptions> {
  const { minutes, epochs, seed, cell, input, embedding, dropout, batch, window, optimiser, learningRate } = flags;
  const { schedule, warmUp, weightDecay, clipNorm, outputGain, averaging, patience, split, lowerCase, context } = flags;
  const hidden = widthsOf(flags);
  const all = {
    ...{ minutes, epochs, seed, cell, input, hidden, embedding, dropout, batch, window, optimiser, learningRate },
    ...{ schedule, warmUp, weightDecay, clipNorm, outputGain, averaging, patience, split, lowerCase, context },
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** `--hidden 512 --layers 2` is `512,512`; several widths say themselves how many layers there are. */
function widthsOf({ hidden, layers }: TrainFlags): number[] | undefined {
  if (layers === undefined || layers === hidden?.length) return hidden;
  if (hidden !== undefined && hidden.length > 1) {
    throw new Failure('usage', `--layers ${layers} does not go with the ${hidden.length} widths of --hidden.`);
  }
  return new Array<number>(layers).fill(hidden?.[0] ?? 512);
}
