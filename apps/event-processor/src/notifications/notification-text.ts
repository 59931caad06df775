import { productName } from '@fairway/catalog';
import type { NotificationTemplate } from '@fairway/contracts';

type Parameters = Readonly<Record<string, string>>;

const texts: Record<NotificationTemplate, (parameters: Parameters) => string> = {
  welcome: (parameters) => `Welcome to ${productName}, ${needed(parameters, 'name')}!`,
  'order-processed': (parameters) => `Your order ${needed(parameters, 'orderId')} is on its way.`,
};

/**
 * The text for the user.
 * @throws RangeError when the template needs a missing parameter
 */
export function notificationText(template: NotificationTemplate, parameters: Parameters): string {
  return texts[template](parameters);
}

function needed(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (value === undefined) throw new RangeError(`The notification lacks the parameter ${name}.`);
  return value;
}
