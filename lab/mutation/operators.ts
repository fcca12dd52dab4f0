/** The faults: what a node may become, by its kind. */
import ts from 'typescript';
import { isLogged, isProse, type Place } from './places';

const { SyntaxKind } = ts;

/** Operators, each with those that are mistaken for it. */
const mistaken: ReadonlyMap<string, readonly string[]> = new Map([
  ...pairs('+', '-'),
  ...pairs('*', '/'),
  ['%', ['*']],
  ['**', ['*']],
  ...pairs('<<', '>>'),
  ['>>>', ['<<']],
  ...pairs('&', '|'),
  ['^', ['&']],
  ['<', ['<=', '>=']],
  ['<=', ['<', '>']],
  ['>', ['>=', '<=']],
  ['>=', ['>', '<']],
  ...pairs('===', '!=='),
  ...pairs('==', '!='),
  ...pairs('&&', '||'),
  ['??', ['&&']],
  ...pairs('+=', '-='),
  ...pairs('*=', '/='),
  ...pairs('&=', '|='),
  ...pairs('<<=', '>>='),
  ['^=', ['|=']],
  ['??=', ['=', '&&=']],
]);

/** Methods and functions that are mistaken for one another. */
const mistakenNames: ReadonlyMap<string, string> = new Map(
  [
    ['some', 'every'],
    ['startsWith', 'endsWith'],
    ['trimStart', 'trimEnd'],
    ['min', 'max'],
    ['floor', 'ceil'],
    ['indexOf', 'lastIndexOf'],
    ['find', 'findLast'],
    ['push', 'unshift'],
    ['toLowerCase', 'toUpperCase'],
  ].flatMap(([one = '', other = '']) => [
    [one, other],
    [other, one],
  ]),
);

/** Methods that give what they are called on, or part of it, or another order. */
const leftOut = new Set(['filter', 'slice', 'sort', 'reverse', 'toSorted', 'toReversed', 'trim', 'subarray', 'concat']);

/** What stands in place of what is returned, by the type that is declared. */
const returned: readonly (readonly [RegExp, (value: string) => string])[] = [
  [/\bundefined$/, () => 'undefined'],
  [/^(?:boolean|bool)$/, (value) => `!(${value})`],
  [/^(?:number|[iuf](?:8|16|32|64)|usize|isize)$/, () => '0'],
  [/^string$/, () => "''"],
  [/\[\]$|^ReadonlyArray</, () => '[]'],
];

function pairs(one: string, other: string): readonly (readonly [string, readonly string[]])[] {
  return [
    [one, [other]],
    [other, [one]],
  ];
}

/** The texts that a node may become. */
export function changesOf(node: ts.Node, place: Place): readonly string[] {
  return [...changedExpression(node, place), ...changedCondition(node), ...changedStatement(node)];
}

function changedExpression(node: ts.Node, place: Place): readonly string[] {
  if (ts.isBinaryExpression(node)) return place.inConstant && isFigure(node) ? [] : otherOperators(node);
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return otherUnary(node);
  if (ts.isNumericLiteral(node)) return place.inConstant || isName(node) ? [] : [otherNumber(node.text)];
  if (node.kind === SyntaxKind.TrueKeyword) return ['false'];
  if (node.kind === SyntaxKind.FalseKeyword) return ['true'];
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return emptyText(node, place);
  if (ts.isArrayLiteralExpression(node)) return node.elements.length === 0 || isTarget(node) ? [] : ['[]'];
  if (ts.isCallExpression(node)) return otherCall(node);
  if (ts.isPropertyAccessExpression(node) && node.questionDotToken !== undefined) {
    return [`${node.expression.getText()}.${node.name.text}`];
  }
  return [];
}

const arithmetic = new Set(['+', '-', '*', '/', '**', '<<']);

/** Whether an operation computes a number from numbers alone, like `4 * 2 ** 20`. */
function isFigure(node: ts.Node): boolean {
  if (ts.isParenthesizedExpression(node)) return isFigure(node.expression);
  if (ts.isBinaryExpression(node)) {
    return arithmetic.has(node.operatorToken.getText()) && isFigure(node.left) && isFigure(node.right);
  }
  return ts.isNumericLiteral(node) || ts.isIdentifier(node);
}

function otherOperators(node: ts.BinaryExpression): readonly string[] {
  const { left, operatorToken, right } = node;
  const operator = operatorToken.getText();
  if (operator === '+' && [left, right].some((side) => ts.isStringLiteralLike(side) || ts.isTemplateExpression(side))) {
    return [];
  }
  const others = (mistaken.get(operator) ?? []).map((other) => `${left.getText()} ${other} ${right.getText()}`);
  // An operator may bind tighter than the one in its place, and some may not stand beside one another.
  return /^(?:&&?|\|\|?|\?\?|\^)$/.test(operator) ? others.map((other) => `(${other})`) : others;
}

function otherUnary(node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): readonly string[] {
  const operand = node.operand.getText();
  const prefix = ts.isPrefixUnaryExpression(node);
  switch (node.operator) {
    case SyntaxKind.PlusPlusToken:
      return [prefix ? `--${operand}` : `${operand}--`];
    case SyntaxKind.MinusMinusToken:
      return [prefix ? `++${operand}` : `${operand}++`];
    case SyntaxKind.ExclamationToken:
    case SyntaxKind.MinusToken:
    case SyntaxKind.TildeToken:
      return [operand];
    default:
      return [];
  }
}

/** One more of whole numbers, twice the others. */
function otherNumber(text: string): string {
  const value = Number(text);
  return String(Number.isInteger(value) ? value + 1 : 2 * value);
}

/** Whether a literal is a property's name, or the whole of what an enumeration's member is. */
function isName(node: ts.Node): boolean {
  return (ts.isPropertyAssignment(node.parent) && node.parent.name === node) || ts.isEnumMember(node.parent);
}

function emptyText(node: ts.StringLiteralLike | ts.TemplateExpression, { inMessage }: Place): readonly string[] {
  const text = ts.isTemplateExpression(node)
    ? [node.head, ...node.templateSpans.map(({ literal }) => literal)].map((part) => part.text).join('')
    : node.text;
  if (inMessage || (text === '' && !ts.isTemplateExpression(node)) || isProse(text) || isName(node)) return [];
  return ["''"];
}

/** Whether an array is one that values are taken apart into. */
function isTarget(node: ts.ArrayLiteralExpression): boolean {
  return ts.isBinaryExpression(node.parent) && node.parent.left === node;
}

function otherCall(node: ts.CallExpression): readonly string[] {
  const callee = node.expression;
  const rest = node.getText().slice(callee.getText().length);
  if (ts.isIdentifier(callee)) {
    const other = mistakenNames.get(callee.text);
    return other === undefined ? [] : [`${other}${rest}`];
  }
  if (!ts.isPropertyAccessExpression(callee)) return [];
  const object = callee.expression.getText();
  const other = mistakenNames.get(callee.name.text);
  return [
    ...(other === undefined ? [] : [`${object}.${other}${rest}`]),
    ...(leftOut.has(callee.name.text) ? [object] : []),
  ];
}

function changedCondition(node: ts.Node): readonly string[] {
  const { parent } = node;
  if (node.kind === SyntaxKind.TrueKeyword || node.kind === SyntaxKind.FalseKeyword) return [];
  if (ts.isIfStatement(parent) && parent.expression === node) return ['true', 'false'];
  if (ts.isConditionalExpression(parent) && parent.condition === node) return ['true', 'false'];
  const isLoop = (ts.isWhileStatement(parent) && parent.expression === node) || isConditionOf(parent, node);
  return isLoop ? ['false'] : [];
}

function isConditionOf(loop: ts.Node, node: ts.Node): boolean {
  return ts.isForStatement(loop) && loop.condition === node;
}

function changedStatement(node: ts.Node): readonly string[] {
  if (ts.isExpressionStatement(node)) return isLogged(node) || isSuper(node) ? [] : [';'];
  if (ts.isContinueStatement(node) || ts.isBreakStatement(node) || ts.isThrowStatement(node)) return [';'];
  if (!ts.isReturnStatement(node)) return [];
  if (node.expression === undefined) return [';'];
  return otherReturn(node.expression);
}

function isSuper({ expression }: ts.ExpressionStatement): boolean {
  return ts.isCallExpression(expression) && expression.expression.kind === SyntaxKind.SuperKeyword;
}

function otherReturn(value: ts.Expression): readonly string[] {
  const around = ts.findAncestor(value, ts.isFunctionLike);
  const declared = around?.type?.getText().replace(/^Promise<(.*)>$/, '$1') ?? '';
  const [, instead] = returned.find(([type]) => type.test(declared)) ?? [];
  const other = instead?.(value.getText());
  return other === undefined || other === value.getText() ? [] : [`return ${other};`];
}
