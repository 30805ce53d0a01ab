import type { Locator, Page } from '@playwright/test';

/** A moment as the browser's date and time input takes it, in UTC. */
export function local(minutesFromNow: number): string {
  return new Date(Date.now() + minutesFromNow * 60_000).toISOString().slice(0, 16);
}

/** Settings > Blackouts. */
export class BlackoutsPage {
  readonly create: Locator;
  readonly quietSlots: Locator;
  readonly range: Locator;
  readonly show: Locator;

  constructor(private readonly page: Page) {
    this.create = page.getByRole('link', { name: 'Create Maintenance Blackout' });
    this.quietSlots = page.getByRole('link', { name: 'Find a quiet slot' });
    this.range = page.getByLabel('Which blackouts');
    this.show = page.getByRole('button', { name: 'Show', exact: true });
  }

  row(name: string): Locator {
    return this.page.getByRole('row').filter({ hasText: name });
  }
}

/** Find a quiet slot. */
export class QuietSlotsPage {
  readonly heading: Locator;
  readonly from: Locator;
  readonly to: Locator;
  readonly duration: Locator;
  readonly find: Locator;
  readonly problems: Locator;
  /** What was found, the least hit first. */
  readonly slots: Locator;

  constructor(page: Page) {
    this.heading = page.getByRole('heading', { level: 1, name: 'Find a quiet slot' });
    this.from = page.getByLabel('First day');
    this.to = page.getByLabel('Last day');
    this.duration = page.getByLabel('How long it takes');
    this.find = page.getByRole('button', { name: 'Find quiet slots' });
    this.problems = page.getByRole('alert');
    this.slots = page.locator('main tbody').getByRole('row');
  }

  /** What plans a blackout in the slot of that number. */
  plan(number: number): Locator {
    return this.slots.nth(number).getByRole('button', { name: /^Plan it/ });
  }
}

/** The questions of a blackout, in the wizard and when one is changed. */
export class BlackoutForm {
  readonly name: Locator;
  readonly reason: Locator;
  readonly message: Locator;
  readonly start: Locator;
  readonly end: Locator;
  readonly duration: Locator;
  readonly zone: Locator;
  readonly repeats: Locator;
  readonly every: Locator;
  readonly monthBy: Locator;
  readonly nth: Locator;
  readonly nthWeekday: Locator;
  readonly ends: Locator;
  readonly count: Locator;
  readonly sunday: Locator;
  /** What follows from the fields of a rule, in words and dates. */
  readonly nextDates: Locator;
  readonly announceLead: Locator;
  readonly drainLead: Locator;
  readonly fullSystem: Locator;
  readonly maintenanceOnly: Locator;
  readonly waitForIt: Locator;
  readonly wait: Locator;
  readonly cancelIt: Locator;
  readonly confirmAtEnd: Locator;
  readonly hardMaximum: Locator;
  readonly problems: Locator;

  constructor(page: Page) {
    this.name = page.getByLabel('Name', { exact: true });
    this.reason = page.getByLabel('Reason', { exact: true });
    this.message = page.getByLabel('Public message');
    this.start = page.getByLabel('Start', { exact: true });
    this.end = page.getByLabel('Planned end');
    this.duration = page.getByLabel('Or how long it takes');
    this.zone = page.getByLabel('Time zone');
    this.repeats = page.getByLabel('Repeats', { exact: true });
    this.every = page.getByLabel('Every how many');
    this.monthBy = page.getByLabel('Monthly on');
    this.nth = page.getByLabel('Which one');
    this.nthWeekday = page.getByLabel('Weekday', { exact: true });
    this.ends = page.getByLabel('Ends', { exact: true });
    this.count = page.getByLabel('How many dates');
    this.sunday = page.getByLabel('Sunday', { exact: true });
    this.nextDates = page.getByRole('region', { name: 'Next dates' });
    this.announceLead = page.getByLabel('Announced before');
    this.drainLead = page.getByLabel('Nothing new starts before');
    this.fullSystem = page.getByLabel(/^Full system/);
    this.maintenanceOnly = page.getByLabel(/^Maintenance only/);
    this.waitForIt = page.getByLabel(/^Wait for it/);
    this.wait = page.getByLabel('Wait at most');
    this.cancelIt = page.getByLabel('Cancel it', { exact: true });
    this.confirmAtEnd = page.getByLabel(/^Stay closed/);
    this.hardMaximum = page.getByLabel('Closed at most');
    this.problems = page.getByRole('alert');
  }
}

/** Create Maintenance Blackout. */
export class BlackoutWizard extends BlackoutForm {
  /** The step that is asked now. */
  readonly step: Locator;
  readonly quietSlots: Locator;
  readonly showDates: Locator;
  readonly next: Locator;
  readonly back: Locator;
  readonly create: Locator;

  constructor(private readonly page: Page) {
    super(page);
    this.step = page.getByRole('list', { name: 'Steps' }).locator('[aria-current=step]');
    this.quietSlots = page.getByRole('link', { name: 'Find a quiet slot' });
    this.showDates = page.getByRole('button', { name: 'Show the next dates' });
    this.next = page.getByRole('button', { name: 'Continue' });
    this.back = page.getByRole('button', { name: 'Back', exact: true });
    this.create = page.getByRole('button', { name: 'Create Maintenance Blackout' });
  }

  async goto(): Promise<void> {
    await this.page.goto('/settings/blackouts/new');
  }

  change(what: string): Locator {
    return this.page.getByRole('button', { name: `Change ${what}` });
  }

  /** A part of the review. */
  part(name: string): Locator {
    return this.page.getByRole('region', { name });
  }
}

/** How much of a series is meant, and the button of the form of a change. */
export class ScopeChoice {
  readonly one: Locator;
  readonly later: Locator;
  readonly all: Locator;
  readonly save: Locator;

  constructor(page: Page) {
    this.one = page.getByLabel(/^This date alone/);
    this.later = page.getByLabel(/^This one and those after it/);
    this.all = page.getByLabel(/^All that are to come/);
    this.save = page.getByRole('button', { name: 'Save the change' });
  }
}

/** One blackout. */
export class BlackoutPage {
  readonly heading: Locator;
  readonly stage: Locator;
  readonly course: Locator;
  readonly plan: Locator;
  /** What happened to it. */
  readonly history: Locator;
  /** The dates of a series that are to come: the part, and its rows. */
  readonly dates: Locator;
  readonly datesToCome: Locator;
  /** What is asked before it is called off. */
  readonly question: Locator;
  readonly change: Locator;
  readonly callOff: Locator;
  readonly reallyCallOff: Locator;
  readonly end: Locator;
  readonly reallyEnd: Locator;
  readonly newEnd: Locator;
  readonly extend: Locator;
  readonly confirm: Locator;

  constructor(private readonly page: Page) {
    this.heading = page.getByRole('heading', { level: 1 });
    this.stage = page.locator('.page-head .badge');
    this.course = page.getByRole('region', { name: 'The course' });
    this.plan = page.getByRole('region', { name: 'The plan' });
    this.history = page.getByRole('region', { name: 'What happened' });
    this.dates = page.getByRole('region', { name: 'Dates to come' });
    this.datesToCome = this.dates.locator('tbody').getByRole('row');
    this.question = page.getByRole('dialog');
    this.change = page.getByRole('link', { name: 'Change…' });
    this.callOff = page.getByRole('button', { name: 'Call it off…' });
    this.reallyCallOff = page.getByRole('button', { name: 'Call off the blackout' });
    this.end = page.getByRole('button', { name: 'End it now…' });
    this.reallyEnd = page.getByRole('button', { name: 'End the blackout' });
    this.newEnd = page.getByLabel('New end');
    this.extend = page.getByRole('button', { name: 'Extend' });
    this.confirm = page.getByRole('button', { name: 'Confirm, and open' });
  }

  /** The link of a date. */
  date(day: string): Locator {
    return this.dates.getByRole('link').filter({ hasText: day });
  }

  async goto(id: string): Promise<void> {
    await this.page.goto(`/settings/blackouts/${id}`);
  }
}
