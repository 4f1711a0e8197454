def primes(limit):
    """The prime numbers up to a limit, by the sieve of Eratosthenes."""
    is_prime = [True] * (limit + 1)
    for number in range(2, int(limit**0.5) + 1):
        if is_prime[number]:
            for multiple in range(number * number, limit + 1, number):
                is_prime[multiple] = False
    return [number for number in range(2, limit + 1) if is_prime[number]]


print(primes(50))
