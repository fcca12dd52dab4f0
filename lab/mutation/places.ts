/** Which places of a source text are worth a fault: those that run, and whose value somebody could be wrong about. */
import ts from 'typescript';

/** Where a node stands, as far as faults there are concerned. */
export interface Place {
  /**
   * In a module's or a class's constant: a figure there was measured or chosen, and a test that it is what it is would
   * say it twice.
   */
  readonly inConstant: boolean;
  /** In what an error or a log says. */
  readonly inMessage: boolean;
}

/** Imports, types, and what is only declared: nothing of it runs. */
export function isNotRun(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isTypeParameterDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isDecorator(node)
  );
}

export function placeWithin(node: ts.Node, around: Place): Place {
  if (ts.isFunctionLike(node)) return { ...around, inConstant: false };
  if (isConstant(node)) return { ...around, inConstant: true };
  if (ts.isExpressionStatement(node) && isLogged(node)) return { ...around, inMessage: true };
  if (ts.isNewExpression(node) && /(?:Error|Failure|Damage)$/.test(node.expression.getText())) {
    return { ...around, inMessage: true };
  }
  return around;
}

function isConstant(node: ts.Node): boolean {
  if (ts.isVariableStatement(node)) {
    return ts.isSourceFile(node.parent) && (node.declarationList.flags & ts.NodeFlags.Const) !== 0;
  }
  return ts.isPropertyDeclaration(node) && (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static) !== 0;
}

/** Text for people: it has words with spaces between them. */
export function isProse(text: string): boolean {
  return /[A-Za-z,.:] |[ ][A-Za-z]/.test(text.trim());
}

/** Calls that only tell how things go. */
export function isLogged(statement: ts.ExpressionStatement): boolean {
  const { expression } = statement;
  return ts.isCallExpression(expression) && /\b(?:log|warn|debug)$/.test(expression.expression.getText());
}
