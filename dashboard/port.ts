/** The port of the dashboard, where it is free. */
export const dashboardPort = 8080
