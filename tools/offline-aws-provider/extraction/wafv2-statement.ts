import type { SchemaBlock, SchemaBlockType } from './schema-block.ts';

/**
 * The statement of a rule is recursive, and the bindings of aws_wafv2_web_acl leave it untyped. It is taken from
 * aws_wafv2_web_acl_rule, which has the same statement with types.
 */
export function fillStatement(owner: SchemaBlock, webAclRule: SchemaBlock): SchemaBlock {
  const rule = owner.block_types['rule'];
  const statement = webAclRule.block_types['statement'];
  if (rule === undefined || statement === undefined)
    throw new Error('The bindings of WAFv2 no longer contain their rule or statement block.');
  delete rule.block.attributes['statement'];
  rule.block.block_types['statement'] = {
    nesting_mode: 'list',
    min_items: 1,
    max_items: 1,
    block: withLogicInScopes(limited(statement.block)),
  };
  return owner;
}

// aws_wafv2_web_acl_rule limits its blocks with validators, which a schema does not show; aws_wafv2_web_acl uses
// max_items.
const repeated: readonly string[] = [
  'custom_key',
  'excluded_rule',
  'managed_rule_group_configs',
  'regular_expression',
  'rule_action_override',
  'statement',
  'text_transformation',
];

function limited(block: SchemaBlock): SchemaBlock {
  const blockTypes = Object.entries(block.block_types).map(([newName, nested]): [string, SchemaBlockType] => {
    const name = newName === 'custom_keys' ? 'custom_key' : newName;
    const most = repeated.includes(name) || nested.nesting_mode === 'single' ? {} : { max_items: 1 };
    return [name, { ...nested, ...most, block: limited(nested.block) }];
  });
  return { ...block, block_types: Object.fromEntries(blockTypes) };
}

/** In aws_wafv2_web_acl a scope-down statement may be and, or, not; in aws_wafv2_web_acl_rule it may not. */
function withLogicInScopes(statement: SchemaBlock): SchemaBlock {
  const logic = Object.entries(statement.block_types).filter(([name]) => /^(and|or|not)_statement$/.test(name));
  for (const name of ['managed_rule_group_statement', 'rate_based_statement']) {
    const scope = statement.block_types[name]?.block.block_types['scope_down_statement'];
    if (scope === undefined) throw new Error(`The bindings of WAFv2 no longer contain the scope of ${name}.`);
    Object.assign(scope.block.block_types, Object.fromEntries(logic));
  }
  return statement;
}
