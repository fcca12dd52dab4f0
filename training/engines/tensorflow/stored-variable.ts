import { elements, type Parameter, type Parameters, type ParameterShape } from '@house-style/model/network';

/**
 * A trained variable in the layout that a kernel wants, which holds exactly the numbers of one or more of the network's
 * parameters in another order. Clipping and updates are elementwise, so they are the same in either layout.
 */
export class StoredVariable {
  readonly name: string;

  /**
   * @param parameters whose numbers it holds.
   * @param shape of the variable.
   * @param order for each element of the variable, its index in the parameters laid end to end; as they are where left out.
   */
  constructor(
    readonly parameters: readonly ParameterShape[],
    readonly shape: readonly number[],
    private readonly order?: Uint32Array,
  ) {
    this.name = parameters.map(({ name }) => name).join('+');
  }

  /** A variable in the parameter's own layout. */
  static like(parameter: ParameterShape): StoredVariable {
    return new StoredVariable([parameter], parameter.shape);
  }

  /** The variable's numbers out of the named parameters, in an array of its own. */
  pack(parameters: Parameters, nameOf: (parameter: string) => string = (name) => name): Float32Array {
    const joined = new Float32Array(elements(this.shape));
    let offset = 0;
    for (const { name } of this.parameters) {
      const parameter = parameters.get(nameOf(name));
      if (parameter === undefined) throw new RangeError(`There is no ${nameOf(name)}.`);
      joined.set(parameter.data, offset);
      offset += parameter.data.length;
    }
    if (offset !== joined.length) throw new RangeError(`${this.name} holds ${joined.length} numbers, not ${offset}.`);
    return this.order === undefined ? joined : Float32Array.from(this.order, (index) => joined[index] as number);
  }

  /** The parameters out of the variable's numbers: the inverse of {@link pack}. */
  unpack(data: Float32Array): Parameter[] {
    let joined = data;
    if (this.order !== undefined) {
      joined = new Float32Array(data.length);
      for (const [position, index] of this.order.entries()) joined[index] = data[position] as number;
    }
    let offset = 0;
    return this.parameters.map((parameter) => {
      const start = offset;
      offset += elements(parameter.shape);
      return { ...parameter, data: joined.slice(start, offset) };
    });
  }
}
