package dev.quern.gateway.redis;

import dev.quern.gateway.Caller;
import dev.quern.gateway.TokenDay;

/**
 * What became of a reservation.
 *
 * @param spent tokens
 * @param here whether they count in this process until Redis knows of them
 */
record Settlement(TokenDay day, Caller caller, String reservation, long spent, boolean here) {}
