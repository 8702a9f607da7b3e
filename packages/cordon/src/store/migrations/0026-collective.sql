-- Whom a role or a team is of: asked with every decision.
create index membership_collective on membership (tenant, collective);
