/** Trained variables with their optimiser state, held by TensorFlow and updated in place by its fused kernels. */
import { isOfOutput, type Parameter, type Parameters } from '@house-style/model/network';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { type Moment, momentKinds } from '../../network/optimisers';
import type { UpdateRule } from '../../network/step';
import { type Attribute, dataType, float32, type OpaqueTensor } from './raw-operations';
import type { Tensorflow } from './runtime';
import type { StoredVariable } from './stored-variable';

interface Held {
  readonly variable: StoredVariable;
  readonly value: Resource;
  readonly moments: ReadonlyMap<Moment, Resource>;
}

export class TrainedVariables {
  readonly #held: readonly Held[];
  /** Updates done so far. */
  step = 0;

  constructor(
    private readonly tensorflow: Tensorflow,
    private readonly rule: UpdateRule,
    variables: readonly StoredVariable[],
    parameters: Parameters,
  ) {
    this.#held = variables.map((variable) => ({
      variable,
      value: new Resource(tensorflow, variable.shape, variable.pack(parameters)),
      moments: new Map(
        momentKinds[rule.optimiser.kind].map((moment) => [moment, new Resource(tensorflow, variable.shape)]),
      ),
    }));
  }

  /** The variables' current values; give them back (leave the tidy) before {@link update}, which writes in place. */
  read(): Tensor[] {
    return this.#held.map(({ value }) => value.read());
  }

  /**
   * Clips the gradients and updates.
   *
   * @returns the gradients' global norm before clipping, still on the device.
   */
  update(gradients: readonly Tensor[], learningRate: number): Scalar {
    const { tf, raw } = this.tensorflow;
    this.step += 1;
    // L2Loss is half the sum of squares.
    const halves = gradients.map((gradient) => raw.one('L2Loss', [gradient], [float32]));
    const norm = tf.sqrt<Scalar>(tf.mul(tf.addN(halves), 2));
    const scale = tf.minimum(1, tf.div(this.rule.clipNorm, norm));
    for (const [index, { variable, value, moments }] of this.#held.entries()) {
      const gradient = tf.mul(gradients[index] as Tensor, scale);
      const rate = isOutput(variable) ? learningRate * (this.rule.outputGain ?? 1) : learningRate;
      const decay = decays(variable) ? rate * this.rule.optimiser.weightDecay : 0;
      if (decay > 0) value.subtract(tf.mul(value.read(), decay));
      this.#updateOne(value, moments, gradient, rate);
    }
    return norm;
  }

  parameters(): Map<string, Parameter> {
    return this.#collect(({ value }) => value, '');
  }

  /** `first.{parameter}` and `second.{parameter}`, as the optimiser has them. */
  moments(): Map<string, Parameter> {
    const all = momentKinds[this.rule.optimiser.kind].map((moment) =>
      this.#collect(({ moments }) => moments.get(moment) as Resource, `${moment}.`),
    );
    return new Map(all.flatMap((named) => [...named]));
  }

  restore(parameters: Parameters, moments: Parameters, step: number): void {
    for (const { variable, value, moments: own } of this.#held) {
      value.write(variable.pack(parameters));
      for (const [moment, resource] of own) resource.write(variable.pack(moments, (name) => `${moment}.${name}`));
    }
    this.step = step;
  }

  dispose(): void {
    for (const { value, moments } of this.#held) {
      value.dispose();
      for (const resource of moments.values()) resource.dispose();
    }
  }

  #collect(of: (held: Held) => Resource, prefix: string): Map<string, Parameter> {
    const parameters = this.#held.flatMap((held) => held.variable.unpack(of(held).data()));
    return new Map(parameters.map(({ name, ...rest }) => [prefix + name, { ...rest, name: prefix + name }]));
  }

  #updateOne(value: Resource, moments: ReadonlyMap<Moment, Resource>, gradient: Tensor, learningRate: number): void {
    const { tf, raw } = this.tensorflow;
    const { optimiser } = this.rule;
    const scalar = (number: number) => tf.scalar(number);
    const first = moments.get('first');
    const second = moments.get('second');
    switch (optimiser.kind) {
      case 'adamw': {
        // The kernel's own bias correction works on powers in float32; here it goes into rate and epsilon in float64:
        // m̂ / (√v̂ + ε) = √c₂ / c₁ · m / (√v + ε √c₂), with c = 1 − βᵗ (Kingma & Ba 2015, section 2).
        const firstCorrection = 1 - optimiser.beta1 ** this.step;
        const root = Math.sqrt(1 - optimiser.beta2 ** this.step);
        const rate = (learningRate * root) / firstCorrection;
        const numbers = [0, 0, rate, optimiser.beta1, optimiser.beta2, optimiser.epsilon * root].map(scalar);
        raw.none(
          'ResourceApplyAdam',
          [value.handle, (first as Resource).handle, (second as Resource).handle, ...numbers, gradient],
          [float32, { name: 'use_locking', flag: false }, { name: 'use_nesterov', flag: false }],
        );
        return;
      }
      case 'rmsprop': {
        const mean = second as Resource;
        mean.write(tf.add(tf.mul(mean.read(), optimiser.decay), tf.mul(tf.square(gradient), 1 - optimiser.decay)));
        value.subtract(tf.div(tf.mul(gradient, learningRate), tf.add(tf.sqrt(mean.read()), optimiser.epsilon)));
        return;
      }
      case 'sgd':
        raw.none(
          'ResourceApplyMomentum',
          [value.handle, (first as Resource).handle, scalar(learningRate), gradient, scalar(optimiser.momentum)],
          [float32, { name: 'use_locking', flag: false }, { name: 'use_nesterov', flag: false }],
        );
    }
  }
}

/** Only matrices decay: biases have too few numbers to overfit. */
function decays({ parameters }: StoredVariable): boolean {
  return parameters.every(({ shape }) => shape.length > 1);
}

function isOutput({ parameters }: StoredVariable): boolean {
  return parameters.every(({ name }) => isOfOutput(name));
}

const resourceType: Attribute = { name: 'dtype', type: dataType.float };
let resources = 0;

/** A float32 variable in TensorFlow's own memory. */
class Resource {
  readonly handle: OpaqueTensor;

  /** @param data its first value; zeros where left out. */
  constructor(
    private readonly tensorflow: Tensorflow,
    private readonly shape: readonly number[],
    data?: Float32Array,
  ) {
    const { tf, raw } = tensorflow;
    resources += 1;
    // Variables of the same name are the same variable.
    const attributes: Attribute[] = [
      resourceType,
      { name: 'container', text: '' },
      { name: 'shared_name', text: `house-style-${resources}` },
      { name: 'shape', shape },
    ];
    this.handle = raw.mixed('VarHandleOp', [], attributes, { tensors: 0, opaque: 1 }).opaque[0] as OpaqueTensor;
    tf.tidy(() => this.write(data ?? tf.fill([...shape], 0)));
  }

  /** The current value, without a copy while nothing writes. */
  read(): Tensor {
    return this.tensorflow.raw.one('ReadVariableOp', [this.handle], [resourceType]);
  }

  data(): Float32Array {
    return this.tensorflow.tf.tidy(() => this.read().dataSync<'float32'>().slice());
  }

  write(value: Tensor | Float32Array): void {
    const { tf, raw } = this.tensorflow;
    tf.tidy(() => {
      // A tensor made from an array shares the array's memory; an operation's result is TensorFlow's own, to write in.
      const own = value instanceof Float32Array ? tf.mul(tf.tensor(value, [...this.shape]), 1) : value;
      raw.none('AssignVariableOp', [this.handle, own], [resourceType]);
    });
  }

  subtract(difference: Tensor): void {
    this.tensorflow.raw.none('AssignSubVariableOp', [this.handle, difference], [resourceType]);
  }

  dispose(): void {
    const { raw } = this.tensorflow;
    raw.none('DestroyResourceOp', [this.handle], [{ name: 'ignore_lookup_error', flag: false }]);
    raw.delete(this.handle);
  }
}
